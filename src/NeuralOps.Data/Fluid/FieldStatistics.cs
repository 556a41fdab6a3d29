using System.Globalization;
using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Statistics of fluid sequences, one by one and together, from which their scales are taken.</summary>
public sealed class FieldStatistics
{
    private FieldStatistics(
        IReadOnlyList<string> splits, IReadOnlyDictionary<string, FluidSummary> sequences, FluidSummary global)
    {
        Splits = splits;
        Sequences = sequences;
        Global = global;
    }

    /// <summary>Folders the sequences came from.</summary>
    public IReadOnlyList<string> Splits { get; }

    /// <summary>Statistics of each sequence by its name, for instance <c>seq_0101</c>.</summary>
    public IReadOnlyDictionary<string, FluidSummary> Sequences { get; }

    /// <summary>
    /// All sequences together: extremes and mean of all values, the median of medians, the p-th percentile of p-th
    /// percentiles.
    /// </summary>
    public FluidSummary Global { get; }

    /// <summary>Takes the statistics of a data folder.</summary>
    /// <param name="folder">
    /// Holds the folders <c>train</c> and, for <see cref="StatisticsSplits.All"/>, <c>val</c> and <c>test</c>.
    /// </param>
    /// <param name="splits">Which of them count.</param>
    /// <exception cref="InvalidDataException">
    /// A sequence is bad, a folder empty, or two sequences have one name.
    /// </exception>
    public static FieldStatistics FromFolder(string folder, StatisticsSplits splits = StatisticsSplits.Train)
    {
        string[] names = splits == StatisticsSplits.Train ? ["train"] : ["train", "val", "test"];
        return Of(
            names.SelectMany(name => SequenceFiles.In(Path.Combine(folder, name))).Select(FluidSequence.Read), names);
    }

    /// <summary>Takes the statistics of sequences, one at a time.</summary>
    /// <param name="sequences">At least one, not yet divided by scales.</param>
    /// <param name="splits">Names for <see cref="Splits"/>.</param>
    /// <exception cref="InvalidDataException">Two sequences have one name.</exception>
    public static FieldStatistics Of(IEnumerable<FluidSequence> sequences, params IReadOnlyList<string> splits)
    {
        var each = new Dictionary<string, FluidSummary>();
        var weights = new List<long>();
        foreach (var sequence in sequences)
        {
            weights.Add((long)sequence.Frames * sequence.Height * sequence.Width);
            if (!each.TryAdd(sequence.Name, FluidSummary.Of(sequence)))
            {
                throw FileError.At(sequence.Source, $"a sequence '{sequence.Name}' is already counted.");
            }
        }

        ArgumentOutOfRangeException.ThrowIfZero(each.Count, nameof(sequences));
        FieldSummary Combine(Func<FluidSummary, FieldSummary> field) =>
            FieldSummary.Combine([.. each.Values.Select(field)], weights);
        return new(splits, each, new(Combine(s => s.Density), Combine(s => s.VelX), Combine(s => s.VelZ)));
    }

    /// <summary>The scales: a global percentile of each field, 1 for a field that is zero everywhere.</summary>
    /// <param name="rank">One of <see cref="FieldSummary.Ranks"/>; 100 is the maximum.</param>
    /// <param name="velocity">One scale for both velocities, the larger, or one each.</param>
    public FieldScales Scales(int rank = 100, VelocityScale velocity = VelocityScale.Shared)
    {
        double x = Global.VelX.Percentile(rank);
        double z = Global.VelZ.Percentile(rank);
        (x, z) = velocity == VelocityScale.Shared ? (Math.Max(x, z), Math.Max(x, z)) : (x, z);
        return new() { Density = OrOne(Global.Density.Percentile(rank)), VelX = OrOne(x), VelZ = OrOne(z) };
    }

    /// <summary>Writes the statistics and their scales as YAML, in the layout of <c>_field_stats.yaml</c>.</summary>
    /// <param name="path">The file, replaced if it exists.</param>
    /// <param name="rank">As of <see cref="Scales"/>.</param>
    /// <param name="velocity">As of <see cref="Scales"/>.</param>
    public void Save(string path, int rank = 100, VelocityScale velocity = VelocityScale.Shared)
    {
        var scales = Scales(rank, velocity);
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine("metadata:");
        text.WriteLine($"  splits: [{string.Join(", ", Splits.Select(Quote))}]");
        text.WriteLine(FormattableString.Invariant($"  num_sequences: {Sequences.Count}"));
        text.WriteLine(FormattableString.Invariant($"  normalization_percentile: {rank}"));
        text.WriteLine("normalization_scales:");
        text.WriteLine(FormattableString.Invariant($"  S_density: {scales.Density:R}"));
        text.WriteLine(FormattableString.Invariant($"  S_velx: {scales.VelX:R}"));
        text.WriteLine(FormattableString.Invariant($"  S_velz: {scales.VelZ:R}"));
        text.WriteLine("global_stats:");
        Write(text, Global, "  ");
        text.WriteLine("per_sequence_stats:");
        foreach (var (name, summary) in Sequences)
        {
            text.WriteLine($"  {Quote(name)}:");
            Write(text, summary, "    ");
        }

        text.WriteLine("mesh_metadata: {}");
        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Reads what <see cref="Save"/> wrote; blocks and entries it does not know are left aside.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no YAML, or a block or number is missing.</exception>
    public static FieldStatistics Load(string path)
    {
        var root = YamlBlock.Load(path);
        var sequences = root.Child("per_sequence_stats");
        return new(
            root.Child("metadata").Texts("splits"),
            sequences.Keys.ToDictionary(name => name, name => Summary(sequences.Child(name))),
            Summary(root.Child("global_stats")));
    }

    private static void Write(StringWriter text, FluidSummary summary, string indent)
    {
        (string, FieldSummary)[] fields =
            [("density", summary.Density), ("velx", summary.VelX), ("velz", summary.VelZ)];
        foreach (var (name, s) in fields)
        {
            var percentiles = FieldSummary.Ranks.Select(r => FormattableString.Invariant($"{r}: {s.Percentile(r):R}"));
            text.WriteLine($"{indent}{name}:");
            text.WriteLine(FormattableString.Invariant($"{indent}  min: {s.Minimum:R}"));
            text.WriteLine(FormattableString.Invariant($"{indent}  max: {s.Maximum:R}"));
            text.WriteLine(FormattableString.Invariant($"{indent}  mean: {s.Mean:R}"));
            text.WriteLine(FormattableString.Invariant($"{indent}  median: {s.Median:R}"));
            text.WriteLine($"{indent}  percentiles: {{{string.Join(", ", percentiles)}}}");
        }
    }

    private static FluidSummary Summary(YamlBlock block) =>
        new(Field(block.Child("density")), Field(block.Child("velx")), Field(block.Child("velz")));

    private static FieldSummary Field(YamlBlock block)
    {
        var percentiles = block.Child("percentiles");
        return new()
        {
            Minimum = block.Number("min"),
            Maximum = block.Number("max"),
            Mean = block.Number("mean"),
            Median = block.Number("median"),
            P75 = percentiles.Number("75"),
            P90 = percentiles.Number("90"),
            P95 = percentiles.Number("95"),
            P99 = percentiles.Number("99"),
            P100 = percentiles.Number("100"),
        };
    }

    private static double OrOne(double scale) => scale == 0 ? 1 : scale;

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
