using System.Buffers;
using System.Text;
using System.Text.Json;
using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>
/// Writes one JSON object a line: <c>{"phase":"train","step":12,"epoch":0,"total":0.25}</c>. A continued run drops the
/// lines after its checkpoint and a line cut off by a crash, so that no step appears twice. Values that are not finite
/// are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.
/// </summary>
/// <param name="path">The file, usually <c>metrics.jsonl</c> of a run folder; its folder must exist.</param>
public sealed class MetricsLog(string path) : IRunTracker
{
    private readonly ArrayBufferWriter<byte> line = new();
    private FileStream? file;

    /// <inheritdoc/>
    public void Start(TrackedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (File.Exists(path))
        {
            string[] kept = [.. File.ReadLines(path).Where(text => run.FirstStep > 0 && StepOf(text) <= run.FirstStep)];
            AtomicFile.WriteText(path, string.Concat(kept.Select(text => text + "\n")));
        }

        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <inheritdoc/>
    public void Log(TrackedMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("phase", metrics.Phase);
            json.WriteNumber("step", metrics.Step);
            json.WriteNumber("epoch", metrics.Epoch);
            foreach ((string name, double value) in metrics.Values)
            {
                WriteValue(json, name, value);
            }

            json.WriteEndObject();
        }

        line.Write("\n"u8);
        file!.Write(line.WrittenSpan);
        file.Flush();
    }

    /// <inheritdoc/>
    public void End(RunStatus status) => Dispose();

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private static void WriteValue(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static long? StepOf(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("step", out var step)
                ? step.GetInt64()
                : null;
        }
        catch (JsonException)
        {
            return null; // the line that a crash cut off
        }
    }
}
