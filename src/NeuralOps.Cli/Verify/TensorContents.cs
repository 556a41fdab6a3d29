using System.Globalization;
using System.Text.Json;
using NeuralOps.Core;
using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>Compares a tensor with its description: element type, shape, strides, offset, gradient flag, and values to
/// the bit.</summary>
internal static class TensorContents
{
    private static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["float16"] = ScalarType.Float16,
        ["bfloat16"] = ScalarType.BFloat16,
        ["float32"] = ScalarType.Float32,
        ["float64"] = ScalarType.Float64,
        ["int8"] = ScalarType.Int8,
        ["uint8"] = ScalarType.Byte,
        ["int16"] = ScalarType.Int16,
        ["int32"] = ScalarType.Int32,
        ["int64"] = ScalarType.Int64,
        ["bool"] = ScalarType.Bool,
        ["complex64"] = ScalarType.ComplexFloat32,
        ["complex128"] = ScalarType.ComplexFloat64,
    };

    /// <summary>The first difference, or null.</summary>
    public static string? Difference(JsonElement expected, Tensor found, string path)
    {
        string type = expected.GetProperty("$tensor").GetString()!;
        if (!Types.TryGetValue(type, out ScalarType dtype))
        {
            return $"{path}: contents.json has an unknown element type '{type}'";
        }

        return Differs(path, "element type", $"{dtype}", $"{found.dtype}")
            ?? Differs(path, "shape", Numbers(expected, "shape"), Shape.Format(found.shape))
            ?? Differs(path, "strides", Numbers(expected, "stride"), Shape.Format(found.stride()))
            ?? Differs(path, "offset", expected.GetProperty("storage_offset").GetRawText(), $"{found.storage_offset()}")
            ?? Differs(path, "requires_grad", Flag(expected, "requires_grad"), $"{found.requires_grad}")
            ?? Values([.. expected.GetProperty("values").EnumerateArray()], dtype, found, path);
    }

    private static string? Values(JsonElement[] expected, ScalarType dtype, Tensor found, string path) => dtype switch
    {
        ScalarType.Bool =>
            Compare<long>([.. expected.Select(value => value.GetBoolean() ? 1L : 0)], Widened<long>(found), path),
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 =>
            Compare<long>([.. expected.Select(value => value.GetInt64())], Widened<long>(found), path),
        _ => Compare<double>([.. expected.SelectMany(value => Reals(value, dtype))], Widened<double>(found), path),
    };

    // The shortest text tells 0 from -0, and is the same for two NaN.
    private static string? Compare<T>(T[] expected, T[] found, string path)
        where T : IFormattable
    {
        for (int i = 0; i < Math.Min(expected.Length, found.Length); i++)
        {
            if (Text(expected[i]) != Text(found[i]))
            {
                return $"{path}: expected {Text(expected[i])} as element {i}, found {Text(found[i])}";
            }
        }

        return expected.Length == found.Length
            ? null
            : $"{path}: expected {expected.Length} numbers, found {found.Length}";
    }

    private static T[] Widened<T>(Tensor found)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var numbers = found.is_complex() ? stack([found.real, found.imag], -1) : found.detach();
        var dtype = typeof(T) == typeof(long) ? ScalarType.Int64 : ScalarType.Float64;
        return NpyArray.From(numbers.to_type(dtype)).ToArray<T>();
    }

    private static IEnumerable<double> Reals(JsonElement value, ScalarType dtype) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(part => Reals(part, dtype)),
        JsonValueKind.Object => [CheckpointContents.Special(value.GetProperty("$float"))],
        _ when dtype is ScalarType.Float64 or ScalarType.ComplexFloat64 => [value.GetDouble()],
        _ => [value.GetSingle()],
    };

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Flag(JsonElement expected, string key) => $"{expected.GetProperty(key).GetBoolean()}";

    private static string Numbers(JsonElement expected, string key) =>
        Shape.Format([.. expected.GetProperty(key).EnumerateArray().Select(number => number.GetInt64())]);

    private static string? Differs(string path, string what, string expected, string found) =>
        expected == found ? null : $"{path}: expected {what} {expected}, found {found}";
}
