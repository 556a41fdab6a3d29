using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NeuralOps.Benchmarks;

/// <summary>Results of one run, as JSON and as a table.</summary>
internal sealed record GateReport(Machine Machine, IReadOnlyList<GateResult> Results)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Writes <c>&lt;date&gt;-&lt;machine&gt;.json</c> and <c>.md</c>.</summary>
    public void Write(string folder, string date)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{date}-{Machine.Slug}");
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(this, Json) + "\n");
        File.WriteAllText(path + ".md", $"# {date}, {Machine.Cpu}\n\n{Markdown()}");
        Console.WriteLine($"\n{path}.md, .json");
    }

    /// <summary>Medians with quartiles, and the machine.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append("| Measurement | NeuralOps | Peer | Ratio | Quartiles | Min–max | Gate | Peer is |\n")
            .Append("|---|---|---|---|---|---|---|---|\n");
        foreach (var result in Results)
        {
            var ratio = result.Ratio;
            text.Append(CultureInfo.InvariantCulture, $"| {result.Name} ")
                .Append(
                    CultureInfo.InvariantCulture, $"| {Text(result, result.Ours)} | {Text(result, result.Theirs)} ")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"| **{ratio.Median:F3}** | {ratio.LowerQuartile:F3}–{ratio.UpperQuartile:F3} ")
                .Append(CultureInfo.InvariantCulture, $"| {ratio.Least:F3}–{ratio.Greatest:F3} ")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"| {(result.Passes ? "passed" : "**failed**")}, ≤ {result.Limit:0.###} | {result.Peer} |\n");
        }

        int[] rounds = [.. Results.Select(result => result.Ratio.Values.Count).Distinct().Order()];
        return text.Append(CultureInfo.InvariantCulture,
            $"""

            {Machine.Cpu}, {Machine.Cores} cores, {Machine.Threads} threads on both sides,
            load {Machine.Load:F1} before the run; {Machine.System}; {Machine.Runtime};
            libtorch {Machine.Libtorch}; ONNX Runtime {Machine.OnnxRuntime}; commit {Machine.Commit};
            rounds: {string.Join(", ", rounds)}.

            """).ToString();
    }

    private static string Text(GateResult result, Sample values) => result.InBytes
        ? FormattableString.Invariant($"{values.Median / (1 << 20):F1} MiB")
        : Time(values);

    private static string Time(Sample seconds)
    {
        (double factor, string unit) = seconds.Median switch
        {
            < 1e-3 => (1e6, "µs"),
            < 1 => (1e3, "ms"),
            _ => (1, "s"),
        };
        return FormattableString.Invariant($"{seconds.Median * factor:G4} {unit}");
    }
}
