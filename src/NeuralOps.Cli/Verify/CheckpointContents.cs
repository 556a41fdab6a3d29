using System.Globalization;
using System.Numerics;
using System.Text.Json;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// Compares a value read from a PyTorch file with its description in JSON. Plain JSON stands for itself; objects with a
/// key that begins with a dollar sign describe what JSON lacks: tensors, tuples, dictionaries with any keys, special
/// numbers, objects of unknown classes.
/// </summary>
internal static class CheckpointContents
{
    /// <summary>A number that JSON lacks.</summary>
    public static double Special(JsonElement value) => value.GetString() switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.NaN,
    };

    /// <summary>The first difference, or null.</summary>
    public static string? Difference(JsonElement expected, object? found, string path) => expected.ValueKind switch
    {
        JsonValueKind.Null => found is null ? null : Differs(path, "None", found),
        JsonValueKind.True or JsonValueKind.False => Scalar(path, expected.GetBoolean(), found),
        JsonValueKind.String => Scalar(path, expected.GetString()!, found),
        JsonValueKind.Number when IsInteger(expected) => Scalar(path, expected.GetInt64(), found),
        JsonValueKind.Number => Scalar(path, expected.GetDouble(), found),
        JsonValueKind.Array =>
            found is List<object?> list ? Items(expected, list, path) : Differs(path, "a list", found),
        _ => Described(expected, found, path),
    };

    private static string? Described(JsonElement expected, object? found, string path)
    {
        JsonProperty[] properties = [.. expected.EnumerateObject()];
        if (properties.Length == 0)
        {
            return Entries(properties, found, path);
        }

        var first = properties[0];
        return first.Name switch
        {
            "$tensor" => found is Tensor tensor
                ? TensorContents.Difference(expected, tensor, path)
                : Differs(path, "a tensor", found),
            "$tuple" => found is object?[] tuple ? Items(first.Value, tuple, path) : Differs(path, "a tuple", found),
            "$ordered_dict" or "$dict" => Pairs([.. first.Value.EnumerateArray()], found, path),
            "$float" => Scalar(path, Special(first.Value), found),
            "$int" => Integer(path, BigInteger.Parse(first.Value.GetString()!, CultureInfo.InvariantCulture), found),
            "$object" => Object(expected, found, path),
            ['$', ..] => $"{path}: contents.json has an unknown form '{first.Name}'",
            _ => Entries(properties, found, path),
        };
    }

    private static string? Items(JsonElement expected, IList<object?> found, string path) =>
        expected.GetArrayLength() != found.Count
            ? $"{path}: expected {expected.GetArrayLength()} items, found {found.Count}"
            : First(expected.EnumerateArray().Select((item, i) => Difference(item, found[i], $"{path}[{i}]")));

    private static string? Pairs(JsonElement[] expected, object? found, string path) =>
        found is not OrderedDictionary<object, object?> entries ? Differs(path, "a dictionary", found)
        : expected.Length != entries.Count ? $"{path}: expected {expected.Length} entries, found {entries.Count}"
        : First(expected.Select((pair, i) =>
            Difference(pair[0], entries.GetAt(i).Key, $"{path} key {i}")
            ?? Difference(pair[1], entries.GetAt(i).Value, $"{path}.{pair[0]}")));

    private static string? Entries(JsonProperty[] expected, object? found, string path) =>
        found is not OrderedDictionary<object, object?> entries ? Differs(path, "a dictionary", found)
        : expected.Length != entries.Count ? $"{path}: expected {expected.Length} entries, found {entries.Count}"
        : First(expected.Select((property, i) =>
            Scalar($"{path} key {i}", property.Name, entries.GetAt(i).Key)
            ?? Difference(property.Value, entries.GetAt(i).Value, $"{path}.{property.Name}")));

    private static string? Object(JsonElement expected, object? found, string path) =>
        found is PytorchObject unknown
            ? Scalar($"{path} class", expected.GetProperty("$object").GetString()!, unknown.ClassName)
                ?? Difference(expected.GetProperty("state"), unknown.State, $"{path} state")
            : Differs(path, "an object", found);

    private static string? Integer(string path, BigInteger expected, object? found) =>
        found is BigInteger or long && (found is long small ? small : (BigInteger)found) == expected
            ? null
            : Differs(path, expected.ToString(CultureInfo.InvariantCulture), found);

    private static string? Scalar<T>(string path, T expected, object? found)
        where T : notnull =>
        expected.Equals(found) ? null : Differs(path, Text(expected), found);

    private static bool IsInteger(JsonElement number) => number.GetRawText().AsSpan().IndexOfAny(".eE") < 0;

    private static string? First(IEnumerable<string?> differences) =>
        differences.FirstOrDefault(difference => difference is not null);

    private static string Differs(string path, string expected, object? found) =>
        $"{path}: expected {expected}, found {Text(found)}";

    private static string Text(object? value) => value switch
    {
        null => "None",
        string text => $"'{text}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? value.GetType().Name,
    };
}
