using System.Text.Json;

namespace NeuralOps.Cli;

/// <summary>A line of a run's <c>metrics.jsonl</c>.</summary>
/// <param name="Phase"><c>train</c>, <c>validation</c> or <c>evaluation</c>.</param>
/// <param name="Step">The number of updates made.</param>
/// <param name="Values">The finite values by name.</param>
public sealed record MetricsLine(string Phase, long Step, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>All lines of a file.</summary>
    /// <param name="path">The file.</param>
    public static IEnumerable<MetricsLine> Read(string path)
    {
        foreach (string text in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(text);
            yield return new MetricsLine(
                json.RootElement.GetProperty("phase").GetString()!,
                json.RootElement.GetProperty("step").GetInt64(),
                json.RootElement.EnumerateObject()
                    .Where(entry => entry.Value.ValueKind == JsonValueKind.Number)
                    .Where(entry => entry.Name is not ("step" or "epoch"))
                    .ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble()));
        }
    }
}
