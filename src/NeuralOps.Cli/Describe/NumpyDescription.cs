using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>NumPy arrays and archives: element type, shape and range of each array.</summary>
internal static class NumpyDescription
{
    public static Description OfArray(string path) => new(
        path,
        "NumPy array",
        new Dictionary<string, object?>(),
        [Part(null, NpyFile.ReadHeader(path), () => NpyFile.Read(path))]);

    public static Description OfArchive(string path)
    {
        using var archive = NpzArchive.Open(path);
        return new Description(
            path,
            "NumPy archive",
            new Dictionary<string, object?> { ["arrays"] = archive.Names.Count },
            [.. archive.Names.Select(name => Part(name, archive.ReadHeader(name), () => archive.Read(name)))]);
    }

    private static Dictionary<string, object?> Part(string? name, NpyHeader header, Func<NpyArray> read)
    {
        (double? least, double? greatest) = Range(header, read);
        var part = new Dictionary<string, object?>
        {
            ["dtype"] = header.Type.Name,
            ["shape"] = header.Shape,
            ["min"] = least,
            ["max"] = greatest,
        };
        return name is null
            ? part
            : new Dictionary<string, object?>([KeyValuePair.Create("name", (object?)name), .. part]);
    }

    // Text and complex numbers have no order, and an array beyond .NET's limit is not read for its range alone.
    private static (double? Least, double? Greatest) Range(NpyHeader header, Func<NpyArray> read)
    {
        bool isOrdered = !header.Type.IsText && header.Type.Kind != NpyKind.Complex;
        if (!isOrdered || header.Count == 0 || header.ByteCount > Array.MaxLength)
        {
            return (null, null);
        }

        using var scope = NewDisposeScope();
        var numbers = read().ToTensor().to_type(ScalarType.Float64);
        return (numbers.min().ToDouble(), numbers.max().ToDouble());
    }
}
