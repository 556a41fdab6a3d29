using Dict = System.Collections.Generic.OrderedDictionary<object, object?>;

namespace NeuralOps.Core;

/// <summary>Finds the weights in the tree of a file and joins the names of nested dictionaries.</summary>
internal sealed class PytorchWeights
{
    private const int MaxDepth = 64;
    private const int MaxVisits = 1_000_000;

    private static readonly string[] Entries = ["model_state_dict", "state_dict", "model"];

    private readonly Dict weights = [];
    private int visits;

    /// <summary>The unmade tensors by name.</summary>
    /// <exception cref="PickleException">The entry is absent or holds something else than tensors.</exception>
    public static Dict Select(object? root, string? entry)
    {
        object? value = entry is null ? Guess(root) : entry.Split('.').Aggregate(root, Child);
        if (value is not Dict entries)
        {
            string place = entry is null ? "" : $" at '{entry}'";
            throw new PickleException($"expected weights, found no dictionary{place}");
        }

        var collected = new PytorchWeights();
        string? fault = collected.Add(entries, "", 0);
        return fault is null
            ? collected.weights
            : throw new PickleException(
                $"expected weights, found {fault}; name one of the entries {Describe(entries)}");
    }

    private static object? Guess(object? root) => root is Dict entries
        ? Entries.Select(name => entries.GetValueOrDefault(name)).FirstOrDefault(value => value is Dict) ?? root
        : root;

    private static object? Child(object? value, string key) =>
        value is Dict entries && entries.TryGetValue(key, out object? child)
            ? child
            : throw new PickleException($"no entry '{key}'; found {Describe(value)}");

    private static string Describe(object? value) => value is Dict entries
        ? string.Join(", ", entries.Keys.Take(20).Select(key => $"'{key}'"))
        : "no dictionary";

    /// <summary>Adds the tensors of a dictionary and of those in it; the result says what is wrong, or null.</summary>
    private string? Add(Dict entries, string prefix, int depth)
    {
        foreach ((object key, object? value) in entries)
        {
            string name = prefix + key;
            string? fault = value switch
            {
                _ when visits++ == MaxVisits => $"more than {MaxVisits} entries",
                Dict inner when depth < MaxDepth => Add(inner, name + ".", depth + 1),
                PytorchTensor => weights.TryAdd(name, value) ? null : $"'{name}' twice",
                _ => $"no tensor at '{name}'",
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }
}
