using NeuralOps.Data;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>HDF5 files: the tree of groups and datasets with their attributes. The file is read in another process
/// first, because a damaged one can end the process that reads it.</summary>
internal static class Hdf5Description
{
    private const int MaxItems = 16;

    public static Description Of(string path)
    {
        using var guard = new Hdf5Guard { ReadsValues = false };
        using var file = Hdf5File.Open(path, guard);
        Hdf5Entry[] entries = [.. file.Walk()];
        return new Description(
            path,
            "HDF5 file",
            new Dictionary<string, object?>
            {
                ["groups"] = entries.Count(entry => entry.Group is not null),
                ["datasets"] = entries.Count(entry => entry.Dataset is not null),
            },
            [.. entries.SelectMany(Parts)]);
    }

    private static IEnumerable<Dictionary<string, object?>> Parts(Hdf5Entry entry)
    {
        int depth = entry.Name == "/" ? 0 : entry.Name.Count(c => c == '/');
        string name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..] + (entry.Group is null ? "" : "/");
        var dataset = entry.Dataset;
        yield return Part(
            depth, name, dataset?.Type.Name, dataset?.Shape, dataset?.Chunks, dataset?.Filters, entry.Note);
        var attributes = entry.Group?.Attributes ?? dataset?.Attributes;
        foreach (string attribute in attributes?.Names ?? [])
        {
            yield return Part(depth + 1, attributes!, attribute);
        }
    }

    private static Dictionary<string, object?> Part(int depth, Hdf5Attributes attributes, string name)
    {
        try
        {
            var attribute = attributes[name];
            return Part(depth, $"@{name}", attribute.Type.Name, attribute.Shape, null, null, Value(attribute));
        }
        catch (InvalidDataException e)
        {
            return Part(depth, $"@{name}", null, null, null, null, e.Message);
        }
    }

    private static Dictionary<string, object?> Part(
        int depth,
        string name,
        string? type,
        IReadOnlyList<long>? shape,
        IReadOnlyList<long>? chunks,
        IReadOnlyList<string>? filters,
        object? value) => new()
        {
            ["name"] = new string(' ', 2 * depth) + name,
            ["dtype"] = type,
            ["shape"] = shape,
            ["chunks"] = chunks,
            ["filters"] = filters is { Count: > 0 } ? filters : null,
            ["value"] = value,
        };

    private static object? Value(Hdf5Attribute attribute) => attribute.Type.Kind switch
    {
        Hdf5TypeKind.Number => Shown(Numbers(attribute.Read())),
        Hdf5TypeKind.Text or Hdf5TypeKind.Reference => Shown([.. attribute.ReadStrings().Select(Terminal.OneLine)]),
        Hdf5TypeKind.Sequence => Shown([.. attribute.ReadSequences().Select(part => Shown(Numbers(part)))]),
        Hdf5TypeKind.Compound => string.Join(
            ", ", attribute.Type.Members.Select(name => $"{name} {Figures.Text(Value(attribute.Member(name)))}")),
        _ => "not read",
    };

    private static object?[] Numbers(NpyArray array)
    {
        using var scope = NewDisposeScope();
        return array.Type.Kind switch
        {
            NpyKind.Bool => [.. array.ToArray<bool>()],
            NpyKind.Real => [.. array.ToTensor().to_type(ScalarType.Float64).data<double>().ToArray()],
            NpyKind.Complex => [$"{array.Count} complex numbers"],
            _ => [.. array.ToTensor().to_type(ScalarType.Int64).data<long>().ToArray()],
        };
    }

    private static object? Shown(object?[] values) =>
        values.Length == 1 ? values[0]
        : values.Length <= MaxItems ? values
        : (object?[])[.. values.Take(MaxItems), $"{values.Length - MaxItems} more"];
}
