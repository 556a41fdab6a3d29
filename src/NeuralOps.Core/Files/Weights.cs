using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// Loads and saves the weights of modules: parameters and buffers by their names. Reads <c>.safetensors</c>, <c>.pt</c>
/// and <c>.pth</c>, bare weights and checkpoints alike; writes <c>.safetensors</c>.
/// </summary>
public static class Weights
{
    private const string ModelPrefix = "model.";
    private const int MaxListed = 20;

    /// <summary>Loads all weights of a module from a file.</summary>
    /// <param name="module">The module; it keeps its device.</param>
    /// <param name="path">Bare weights, or a checkpoint with names <c>model.*</c> or an entry <c>model_state_dict</c>,
    /// whose other parts are left alone.</param>
    /// <exception cref="ArgumentException">The file's ending is another.</exception>
    /// <exception cref="InvalidDataException">The file is broken, or a weight is missing, unexpected, or of another
    /// shape or dtype; the module is then unchanged.</exception>
    public static void Load(nn.Module module, string path)
    {
        ArgumentNullException.ThrowIfNull(module);
        var weights = ReadAll(module, path);
        try
        {
            Load(module, weights, path);
        }
        finally
        {
            foreach (var weight in weights.Values)
            {
                weight.Dispose();
            }
        }
    }

    /// <summary>Copies weights into a module.</summary>
    /// <param name="module">The module; it keeps its device.</param>
    /// <param name="weights">The weights by name, all of them and no others; names <c>model.*</c> of a checkpoint are
    /// taken where no name of the module itself is present.</param>
    /// <exception cref="InvalidDataException">A weight is missing, unexpected, or of another shape or dtype; the module
    /// is then unchanged.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(weights);
        Load(module, weights, "the weights given");
    }

    /// <summary>Saves the weights of a module, whole or not at all.</summary>
    /// <param name="module">The module.</param>
    /// <param name="path">A file with the ending <c>.safetensors</c>.</param>
    /// <param name="metadata">Free texts for the header, such as the model's name and options.</param>
    /// <exception cref="ArgumentException">The file's ending is another.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one stays.</exception>
    public static void Save(nn.Module module, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (Path.GetExtension(path) != ".safetensors")
        {
            throw new ArgumentException($"Expected a path with the ending .safetensors, got '{path}'.", nameof(path));
        }

        SafetensorsFile.Write(path, module.state_dict(), metadata);
    }

    private static IReadOnlyDictionary<string, Tensor> ReadAll(nn.Module module, string path)
    {
        switch (Path.GetExtension(path))
        {
            case ".safetensors":
                var own = module.state_dict();
                var names = SafetensorsFile.ReadNames(path);
                bool isCheckpoint = IsCheckpoint(names, own);
                return SafetensorsFile.Read(path, name => !isCheckpoint || IsModel(name)).Tensors;
            case ".pt" or ".pth":
                return PytorchFile.ReadStateDict(path);
            default:
                throw new ArgumentException(
                    $"Expected a path with the ending .safetensors, .pt or .pth, got '{path}'.", nameof(path));
        }
    }

    private static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> weights, string source)
    {
        var own = module.state_dict();
        string prefix = IsCheckpoint(weights.Keys, own) ? ModelPrefix : "";
        var given = weights.Where(pair => prefix.Length == 0 || IsModel(pair.Key))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
        string[] faults =
        [
            .. Fault("missing", own.Keys.Where(name => !given.ContainsKey(name))),
            .. Fault("unexpected", given.Keys.Where(name => !own.ContainsKey(name))),
            .. Fault("mismatched", own.Where(pair => given.ContainsKey(pair.Key))
                .Select(pair => Mismatch(pair.Key, pair.Value, given[pair.Key])).OfType<string>()),
        ];
        if (faults.Length > 0)
        {
            throw new InvalidDataException(
                $"{source}: not the weights of this {module.GetType().Name}: {string.Join("; ", faults)}.");
        }

        using var quiet = no_grad();
        foreach ((string name, Tensor target) in own)
        {
            target.copy_(given[name]);
        }
    }

    private static bool IsModel(string name) => name.StartsWith(ModelPrefix, StringComparison.Ordinal);

    private static bool IsCheckpoint(IEnumerable<string> names, Dictionary<string, Tensor> own) =>
        !names.Any(own.ContainsKey) && names.Any(IsModel);

    private static IEnumerable<string> Fault(string kind, IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        string more = all.Length > MaxListed ? $", and {all.Length - MaxListed} more" : "";
        return all.Length == 0 ? [] : [$"{all.Length} {kind} ({string.Join(", ", all.Take(MaxListed))}{more})"];
    }

    private static string? Mismatch(string name, Tensor target, Tensor given) =>
        target.dtype == given.dtype && target.shape.AsSpan().SequenceEqual(given.shape)
            ? null
            : $"{name}: expected {target.dtype} {Shape.Format(target.shape)}, "
              + $"found {given.dtype} {Shape.Format(given.shape)}";
}
