using System.Globalization;
using System.Numerics;
using System.Text;

namespace NeuralOps.Core;

/// <summary>The calls that a PyTorch file may ask for, by name; any other is refused.</summary>
internal static class PytorchCalls
{
    private static readonly Dictionary<string, Func<object?[], object?>> Allowed = new()
    {
        ["torch._utils._rebuild_tensor"] = arguments => PytorchTensors.Rebuild([.. arguments, false]),
        ["torch._utils._rebuild_tensor_v2"] = PytorchTensors.Rebuild,
        ["torch._utils._rebuild_tensor_v3"] = PytorchTensors.RebuildTyped,
        ["torch._utils._rebuild_parameter"] = PytorchTensors.RebuildParameter,
        ["torch._utils._rebuild_parameter_with_state"] = PytorchTensors.RebuildParameter,
        ["torch._tensor._rebuild_from_type_v2"] = RebuildFromType,
        ["torch.Size"] = Tuple,
        ["torch.device"] = Device,
        ["collections.OrderedDict"] = Dictionary,
        ["collections.defaultdict"] = arguments => Dictionary(arguments.Length > 1 ? arguments[1..] : []),
        ["builtins.dict"] = Dictionary,
        ["builtins.list"] = arguments => new List<object?>(Items(arguments)),
        ["builtins.tuple"] = Tuple,
        ["builtins.set"] = arguments => new HashSet<object?>(Items(arguments)),
        ["builtins.frozenset"] = arguments => new HashSet<object?>(Items(arguments)),
        ["builtins.complex"] = arguments => Complex(arguments),
        ["builtins.bytearray"] = arguments => arguments is [byte[] bytes] ? bytes : Encode(arguments),
        ["_codecs.encode"] = Encode,
        ["copyreg._reconstructor"] = Reconstruct,
        ["numpy.core.multiarray._reconstruct"] = _ => new PytorchObject("numpy.ndarray", []),
        ["numpy.core.multiarray.scalar"] = arguments => new PytorchObject("numpy.scalar", arguments),
        ["numpy.dtype"] = arguments => new PytorchObject("numpy.dtype", arguments),
    };

    public static bool IsAllowed(PytorchClass function) => Allowed.ContainsKey(Modern(function.Name));

    /// <summary>Makes a call.</summary>
    /// <exception cref="PickleException">The function is not allowed, or the arguments do not fit.</exception>
    public static object? Call(object? function, object?[] arguments)
    {
        if (function is not PytorchClass named || !Allowed.TryGetValue(Modern(named.Name), out var call))
        {
            throw new PickleException($"refused to call {Describe(function)}: only tensors and plain values are read");
        }

        return call(arguments);
    }

    /// <summary>Sets alternating keys and values.</summary>
    public static OrderedDictionary<object, object?> SetEntries(
        OrderedDictionary<object, object?> entries, object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
        {
            throw new PickleException("a key without a value");
        }

        for (int i = 0; i < pairs.Length; i += 2)
        {
            entries[pairs[i] ?? throw new PickleException("None as a key")] = pairs[i + 1];
        }

        return entries;
    }

    public static PickleException Misfit(string function) => new($"arguments that do not fit {function}");

    public static string Describe(object? value) =>
        value is PytorchClass or PytorchObject ? $"{value}" : "a plain value";

    private static string Modern(string name) => name.StartsWith("__builtin__.", StringComparison.Ordinal)
        ? "builtins." + name["__builtin__.".Length..]
        : name.Replace("copy_reg.", "copyreg.", StringComparison.Ordinal)
            .Replace("numpy._core.", "numpy.core.", StringComparison.Ordinal);

    private static IEnumerable<object?> Items(object?[] arguments) => arguments switch
    {
        [] => [],
        [IEnumerable<object?> items] => items,
        _ => throw Misfit("a collection"),
    };

    private static object?[] Tuple(object?[] arguments) => [.. Items(arguments)];

    private static OrderedDictionary<object, object?> Dictionary(object?[] arguments) => arguments switch
    {
        [OrderedDictionary<object, object?> entries] => new(entries),
        _ => SetEntries([], [.. Items(arguments).SelectMany(Pair)]),
    };

    private static object?[] Pair(object? item) => item switch
    {
        object?[] { Length: 2 } pair => pair,
        List<object?> { Count: 2 } pair => [.. pair],
        _ => throw Misfit("a dictionary"),
    };

    private static TorchSharp.torch.Device Device(object?[] arguments) => arguments switch
    {
        [string name] when IsDevice(name) => new(name),
        [string type, long index] when IsDevice($"{type}:{index}") => new($"{type}:{index}"),
        _ => throw Misfit("torch.device"),
    };

    private static bool IsDevice(string name) => name.Split(':') is ["cpu" or "cuda" or "meta", ..] parts
        && (parts.Length == 1 || (parts.Length == 2 && byte.TryParse(parts[1], NumberStyles.None, null, out _)));

    private static Complex Complex(object?[] arguments) =>
        arguments is [double real, double imaginary] ? new Complex(real, imaginary) : throw Misfit("complex");

    /// <summary>Bytes as protocol 2 writes them: text of the characters 0–255.</summary>
    private static byte[] Encode(object?[] arguments) =>
        arguments is [string text, "latin1" or "latin-1"] && text.All(character => character <= 0xFF)
            ? Encoding.Latin1.GetBytes(text)
            : throw Misfit("_codecs.encode");

    private static PytorchObject Reconstruct(object?[] arguments) =>
        arguments is [PytorchClass type, PytorchClass, ..]
            ? new PytorchObject(type.Name, [])
            : throw Misfit("_reconstructor");

    /// <summary>A tensor with Python attributes, which are not kept.</summary>
    private static object? RebuildFromType(object?[] arguments) => arguments is
        [PytorchClass { Name: "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor_v3" } function,
            PytorchClass { Name: "torch.Tensor" or "torch.nn.parameter.Parameter" }, object?[] inner, _]
        ? Call(function, inner)
        : throw new PickleException(
            $"refused to make a {Describe(arguments.ElementAtOrDefault(1))}: only plain tensors are read");
}
