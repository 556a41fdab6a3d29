namespace NeuralOps.Benchmarks;

/// <summary>Our seconds (or bytes) beside the peer's, round by round.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Peer">Against what.</param>
/// <param name="Ours">Seconds per repetition, or bytes, one value a round.</param>
/// <param name="Theirs">The peer's, in the same rounds.</param>
/// <param name="WithinSpread">Whether a ratio above the limit that the spread does not tell from it passes.</param>
/// <param name="Limit">The greatest ratio that passes.</param>
/// <param name="InBytes">Whether the values are bytes.</param>
internal sealed record GateResult(
    string Name, string Peer, Sample Ours, Sample Theirs, bool WithinSpread, double Limit = 1, bool InBytes = false)
{
    // The runtime compiles hot methods again while the first rounds run.
    private const int WarmUpRounds = 3;

    /// <summary>Ours over theirs in each round: what slows both down cancels.</summary>
    public Sample Ratio { get; } = new([.. Ours.Values.Zip(Theirs.Values, (ours, theirs) => ours / theirs)]);

    /// <summary>
    /// Whether the median ratio, or where the spread counts its lower quartile, is at most the limit.
    /// </summary>
    public bool Passes => (WithinSpread ? Ratio.LowerQuartile : Ratio.Median) <= Limit;

    /// <summary>
    /// Measures both sides in turn, ours first in even rounds; the first three rounds warm up and are not counted.
    /// </summary>
    /// <param name="name">What is measured.</param>
    /// <param name="peer">Against what.</param>
    /// <param name="rounds">Counted rounds, at least 7.</param>
    /// <param name="withinSpread">As of the property.</param>
    /// <param name="ours">Gives our seconds per repetition.</param>
    /// <param name="theirs">Gives the peer's.</param>
    public static GateResult Measure(
        string name, string peer, int rounds, bool withinSpread, Func<double> ours, Func<double> theirs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 7);
        double[] left = new double[rounds];
        double[] right = new double[rounds];
        for (int round = 0; round < WarmUpRounds; round++)
        {
            (_, _) = (ours(), theirs());
        }

        for (int round = 0; round < rounds; round++)
        {
            bool oursFirst = round % 2 == 0;
            double first = oursFirst ? ours() : theirs();
            double second = oursFirst ? theirs() : ours();
            (left[round], right[round]) = oursFirst ? (first, second) : (second, first);
        }

        return new GateResult(name, peer, new Sample(left), new Sample(right), withinSpread);
    }
}
