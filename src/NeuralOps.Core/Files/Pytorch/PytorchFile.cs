using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// Reads PyTorch files (<c>.pt</c>, <c>.pth</c>; zip and the format before 1.6) without Python: tensors and plain
/// values only. Nothing in a file runs; a call of anything but the rebuilding of tensors and collections is refused by
/// name.
/// </summary>
public static class PytorchFile
{
    /// <summary>Reads the whole value of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>
    /// None → null, bool, int → <see cref="long"/> or <see cref="System.Numerics.BigInteger"/>, float →
    /// <see cref="double"/>, complex, str, bytes → <c>byte[]</c>, list → <c>List&lt;object?&gt;</c>, tuple and
    /// torch.Size → <c>object?[]</c>, set → <c>HashSet&lt;object?&gt;</c>, dict → <c>OrderedDictionary&lt;object,
    /// object?&gt;</c>, dtype → <see cref="ScalarType"/>, device → <see cref="Device"/>, tensor → <see cref="Tensor"/>
    /// in host memory (views share their storage as in the file), an object of another class →
    /// <see cref="PytorchObject"/>, a class or function → <see cref="PytorchClass"/>.
    /// </returns>
    /// <exception cref="InvalidDataException">The file is broken, of another format, or asks for what is
    /// refused.</exception>
    public static object? Read(string path) => Read(path, root => root);

    /// <summary>Reads the weights of a file; tensors of other entries are not loaded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entry">Keys joined by dots of the dictionary that holds the weights. Without it, the whole file, or
    /// its entry <c>model_state_dict</c>, <c>state_dict</c> or <c>model</c>.</param>
    /// <returns>The tensors by name; names of nested dictionaries are joined by dots.</returns>
    /// <exception cref="InvalidDataException">As <see cref="Read(string)"/>, or the entry is absent or holds something
    /// else than tensors.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadStateDict(string path, string? entry = null)
    {
        var weights = (OrderedDictionary<object, object?>)Read(path, root => PytorchWeights.Select(root, entry))!;
        return weights.ToDictionary(pair => (string)pair.Key, pair => (Tensor)pair.Value!);
    }

    private static object? Read(string path, Func<object?, object?> select)
    {
        using var stream = File.OpenRead(path);
        try
        {
            using var archive = PytorchArchive.Open(stream);
            using var materializer = new PytorchMaterializer(archive);
            return materializer.Materialize(select(archive.Root));
        }
        catch (PickleException exception)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidDataException($"{path}: truncated or broken: {exception.Message}", exception);
        }
    }
}
