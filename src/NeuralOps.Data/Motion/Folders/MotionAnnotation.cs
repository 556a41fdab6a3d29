using System.Text.Json;

namespace NeuralOps.Data;

/// <summary>What an <c>annotations.json</c> of text-to-motion retrieval says of a motion: <c>{"00001": {"path": …,
/// "duration": …, "annotations": [{"seg_id": …, "text": …, "start": …, "end": …}]}}</c>.</summary>
/// <param name="Path">Where the motion is in its source.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="Segments">Its texts.</param>
public sealed record MotionAnnotation(string Path, double Duration, IReadOnlyList<MotionSegment> Segments)
{
    // A text that ends here or later describes the whole motion: durations are rounded to hundredths.
    private const double Rounding = 0.02;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The JSON file.</param>
    /// <returns>The annotation of each motion by its id.</returns>
    /// <exception cref="InvalidDataException">The file is no JSON, or a motion lacks a field; the message names the
    /// motion.</exception>
    public static IReadOnlyDictionary<string, MotionAnnotation> ReadFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            Require(document.RootElement, JsonValueKind.Object, path, "an object of motions by their ids");
            Dictionary<string, MotionAnnotation> motions = new(StringComparer.Ordinal);
            foreach (var motion in document.RootElement.EnumerateObject())
            {
                string where = $"{path}, motion '{TextSource.Shown(motion.Name)}'";
                if (!motions.TryAdd(motion.Name, ReadMotion(motion.Value, where)))
                {
                    throw FileError.At(where, "expected each motion once, found it twice.");
                }
            }

            return motions;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // half a surrogate pair
        {
            throw FileError.At(path, $"expected JSON, found an error: {e.Message}", e);
        }
    }

    internal IEnumerable<CaptionLine> Captions() => Segments.Select(segment =>
        segment.Start <= Rounding && segment.End >= Duration - Rounding
            ? new CaptionLine(segment.Text, [], 0, 0)
            : new CaptionLine(segment.Text, [], segment.Start, segment.End));

    private static MotionAnnotation ReadMotion(JsonElement motion, string where)
    {
        Require(motion, JsonValueKind.Object, where, "an object");
        return new(
            Text(motion, "path", where),
            Number(motion, "duration", where),
            [.. Field(motion, "annotations", JsonValueKind.Array, where).EnumerateArray().Select(Segment)]);

        MotionSegment Segment(JsonElement segment, int index)
        {
            string at = $"{where}, annotation {index}";
            Require(segment, JsonValueKind.Object, at, "an object");
            var read = new MotionSegment(
                Text(segment, "seg_id", at), Text(segment, "text", at), Number(segment, "start", at),
                Number(segment, "end", at));
            if (string.IsNullOrWhiteSpace(read.Text))
            {
                throw FileError.At(at, "expected a text, found none.");
            }

            return read.Start < read.End
                ? read
                : throw FileError.At(at, $"expected an end after the start, found {read.Start} s to {read.End} s.");
        }
    }

    private static string Text(JsonElement parent, string name, string where) =>
        Field(parent, name, JsonValueKind.String, where).GetString()!;

    private static double Number(JsonElement parent, string name, string where)
    {
        double value = Field(parent, name, JsonValueKind.Number, where).GetDouble();
        return value is >= 0 and <= 1e6
            ? value
            : throw FileError.At(where, $"expected '{name}' in seconds, from 0, found {value}.");
    }

    private static JsonElement Field(JsonElement parent, string name, JsonValueKind kind, string where)
    {
        if (!parent.TryGetProperty(name, out var value))
        {
            throw FileError.At(where, $"expected the field '{name}', found none.");
        }

        Require(value, kind, where, $"{Name(kind)} '{name}'");
        return value;
    }

    private static void Require(JsonElement value, JsonValueKind kind, string where, string expected)
    {
        if (value.ValueKind != kind)
        {
            throw FileError.At(where, $"expected {expected}, found {Name(value.ValueKind)}.");
        }
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
