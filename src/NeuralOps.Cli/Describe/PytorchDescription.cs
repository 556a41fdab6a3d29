using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>PyTorch files: the tree of values. Objects of unknown classes are shown by name and attributes; nothing
/// runs.</summary>
internal static class PytorchDescription
{
    private const int MaxItems = 16;

    public static Description Of(string path)
    {
        using var scope = NewDisposeScope();
        object? root = PytorchFile.Read(path);
        Dictionary<string, object?>[] parts = [.. Parts("", root, 0)];
        return new Description(
            path,
            "PyTorch file",
            new Dictionary<string, object?>
            {
                ["root"] = Summary(root),
                ["tensors"] = parts.Count(part => part["dtype"] is not null),
            },
            parts);
    }

    private static IEnumerable<Dictionary<string, object?>> Parts(string name, object? value, int depth)
    {
        if (depth > 0)
        {
            var tensor = value as Tensor;
            yield return new()
            {
                ["name"] = new string(' ', 2 * (depth - 1)) + name,
                ["dtype"] = tensor is null ? null : $"{tensor.dtype}".ToLowerInvariant(),
                ["value"] = tensor is null ? Summary(value) : Shape.Format(tensor.shape),
            };
        }

        foreach (var part in Children(value).SelectMany(child => Parts(child.Name, child.Value, depth + 1)))
        {
            yield return part;
        }
    }

    private static IEnumerable<(string Name, object? Value)> Children(object? value) => value switch
    {
        OrderedDictionary<object, object?> entries => entries.Select(entry => (Figures.Text(entry.Key), entry.Value)),
        PytorchObject unknown => unknown.Attributes.Select(attribute => (attribute.Key, attribute.Value)),
        IList<object?> items when items.Count > MaxItems || !items.All(IsPlain) =>
            items.Take(MaxItems).Select((item, i) => ($"[{i}]", item)),
        _ => [],
    };

    private static bool IsPlain(object? item) => item is null or bool or long or double or string;

    private static string Summary(object? value) => value switch
    {
        OrderedDictionary<object, object?> entries => $"dictionary of {entries.Count}",
        PytorchObject unknown => $"object of {unknown.ClassName}, not loaded",
        object?[] tuple when tuple.Length <= MaxItems && tuple.All(IsPlain) =>
            $"({string.Join(", ", tuple.Select(Figures.Text))})",
        IList<object?> items when items.Count <= MaxItems && items.All(IsPlain) => Figures.Text(items),
        IList<object?> items => $"{(value is object?[]? "tuple" : "list")} of {items.Count}",
        _ => Figures.Text(value),
    };
}
