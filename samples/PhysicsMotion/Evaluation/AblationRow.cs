namespace PhysicsMotion;

/// <summary>A row of the table: mean and spread over seeds.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Variant">Who answered.</param>
/// <param name="Parameters">Trained numbers; null for what is not trained.</param>
/// <param name="Mean">In the order of <see cref="MotionScores.Columns"/>.</param>
/// <param name="Spread">Standard deviation over seeds, n − 1; empty for a single value.</param>
internal sealed record AblationRow(
    string Question, string Variant, long? Parameters, IReadOnlyList<double> Mean, IReadOnlyList<double> Spread)
{
    /// <summary>Cells of a table: <c>1.23 ± 0.04</c>.</summary>
    public IReadOnlyList<string> Cells =>
    [
        Question, Variant, Parameters is { } n ? FormattableString.Invariant($"{n:n0}") : "",
        .. Mean.Select((mean, i) => Spread.Count == 0
            ? MotionScores.Text(mean)
            : $"{MotionScores.Text(mean)} ± {MotionScores.Text(Spread[i])}"),
    ];
}
