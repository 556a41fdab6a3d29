using System.Buffers.Binary;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Typed access to a dictionary, or an object's attributes, of a PyTorch file.</summary>
internal sealed class CheckpointEntries
{
    private readonly Dictionary<string, object?> entries;
    private readonly string source;

    /// <summary>Entries of a value as <see cref="PytorchFile.Read(string)"/> gives it.</summary>
    /// <exception cref="InvalidDataException">The value is something else.</exception>
    public CheckpointEntries(object? value, string source)
    {
        this.source = source;
        entries = value switch
        {
            OrderedDictionary<object, object?> dictionary => dictionary
                .Where(entry => entry.Key is string)
                .ToDictionary(entry => (string)entry.Key, entry => entry.Value),
            PytorchObject attributes => new Dictionary<string, object?>(attributes.Attributes),
            _ => throw new InvalidDataException($"{source}: expected a dictionary, found {Describe(value)}."),
        };
    }

    public IEnumerable<string> Names => entries.Keys;

    public object? Optional(string key) => entries.GetValueOrDefault(key);

    public CheckpointEntries Section(string key) => new(Required(key), $"{source}, {key}");

    public int Integer(string key) => Required(key) is long number and >= int.MinValue and <= int.MaxValue
        ? (int)number
        : throw Misfit(key, "a whole number");

    /// <summary>The numbers of a list, tensor or NumPy array, as many as asked for.</summary>
    public double[] Numbers(string key, int? count = null)
    {
        double[] numbers = Required(key) switch
        {
            List<object?> list => [.. list.Select(item => Number(item, key))],
            Tensor tensor => tensor.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray(),
            PytorchObject { ClassName: "numpy.ndarray" } array => Decode(array, key),
            _ => throw Misfit(key, "numbers"),
        };
        return count is null || numbers.Length == count ? numbers : throw Misfit(key, $"{count} numbers");
    }

    public IReadOnlyList<string>? Texts(string key) => Optional(key) switch
    {
        null => null,
        List<object?> list when list.All(item => item is string) => [.. list.Cast<string>()],
        _ => throw Misfit(key, "a list of names"),
    };

    public IReadOnlyList<bool>? Flags(string key) =>
        Optional(key) is null ? null : [.. Numbers(key).Select(flag => flag != 0)];

    private object Required(string key) => Optional(key)
        ?? throw new InvalidDataException($"{source}: expected an entry '{key}', found none.");

    private InvalidDataException Misfit(string key, string expected) =>
        new($"{source}: expected {expected} as entry '{key}', found {Describe(Optional(key))}.");

    private double Number(object? item, string key) => item switch
    {
        long number => number,
        double number => number,
        bool flag => flag ? 1 : 0,
        _ => throw Misfit(key, "numbers"),
    };

    // The state is (version, shape, dtype, column order, bytes); of the dtype the name, e.g. f8, and the byte order.
    private double[] Decode(PytorchObject array, string key)
    {
        if (array.State is not object?[] { Length: >= 5 } state
            || state[1] is not object?[] { Length: 1 }
            || state[2] is not PytorchObject { Arguments: [string name, ..], State: object?[] { Length: > 1 } type }
            || type[1] is not ("<" or "|")
            || state[4] is not byte[] bytes)
        {
            throw Misfit(key, "a NumPy array with one axis and little-endian numbers");
        }

        (int width, Func<byte[], int, double> read) = name switch
        {
            "f8" => (8, (Func<byte[], int, double>)((b, i) => BinaryPrimitives.ReadDoubleLittleEndian(b.AsSpan(i)))),
            "f4" => (4, (b, i) => BinaryPrimitives.ReadSingleLittleEndian(b.AsSpan(i))),
            "i8" => (8, (b, i) => BinaryPrimitives.ReadInt64LittleEndian(b.AsSpan(i))),
            "b1" => (1, (b, i) => b[i]),
            _ => throw Misfit(key, "a NumPy array of float64, float32, int64 or bool"),
        };
        return bytes.Length % width == 0
            ? [.. Enumerable.Range(0, bytes.Length / width).Select(i => read(bytes, i * width))]
            : throw Misfit(key, "a whole NumPy array");
    }

    private static string Describe(object? value) => value switch
    {
        null => "none",
        PytorchObject known => $"an object of {known.ClassName}",
        string => "a text",
        OrderedDictionary<object, object?> => "a dictionary",
        List<object?> list => $"a list of {list.Count}",
        Tensor tensor => $"a tensor of shape {Shape.Format(tensor.shape)}",
        _ => $"{value}",
    };
}
