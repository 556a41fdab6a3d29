using System.Numerics;
using System.Text.Json;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;
using Dict = System.Collections.Generic.OrderedDictionary<object, object?>;

namespace NeuralOps.Core.Tests;

/// <summary>Checkpoints of PyTorch 1.13 against their own content, bit for bit.</summary>
public sealed class PytorchGoldenTests
{
    private static readonly JsonElement Contents =
        JsonDocument.Parse(File.ReadAllText(PathOf("contents.json"))).RootElement;

    [Theory]
    [InlineData("checkpoint.pt", "checkpoint")]
    [InlineData("checkpoint_legacy.pt", "checkpoint")]
    [InlineData("tensor_types.pt", "tensor_types")]
    [InlineData("tensor_types_legacy.pt", "tensor_types")]
    [InlineData("checkpoint_with_object.pt", "checkpoint_with_object")]
    [InlineData("state_dict_only.pt", "state_dict_only")]
    public void Read_GivesTheContentBitForBit(string name, string key)
    {
        using var scope = NewDisposeScope();

        AssertSame(Contents.GetProperty(key), PytorchFile.Read(PathOf(name)), key);
    }

    [Theory]
    [InlineData("checkpoint.pt")]
    [InlineData("checkpoint_legacy.pt")]
    [InlineData("state_dict_only.pt")]
    public void ReadStateDict_GivesTheWeightsOfTheSafetensorsFile(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(PathOf("weights.safetensors"));

        var weights = PytorchFile.ReadStateDict(PathOf(name));

        Assert.Equal(expected.Tensors.Keys.Order(), weights.Keys.Order());
        Assert.All(
            weights,
            pair => Assert.Equal(expected.Tensors[pair.Key].bytes.ToArray(), pair.Value.contiguous().bytes.ToArray()));
    }

    private static string PathOf(string name) => Fixtures.PathOf("golden", "G5.5-pytorch-checkpoint", name);

    private static void AssertSame(JsonElement expected, object? actual, string path)
    {
        if (expected.ValueKind == JsonValueKind.Object && expected.EnumerateObject().Any(IsTag))
        {
            AssertSameTagged(expected, expected.EnumerateObject().First(IsTag), actual, path);
            return;
        }

        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                var entries = (Dict)actual!;
                Assert.Equal(expected.EnumerateObject().Select(entry => entry.Name), entries.Keys.Cast<string>());
                Assert.All(
                    expected.EnumerateObject(),
                    entry => AssertSame(entry.Value, entries[entry.Name], $"{path}/{entry.Name}"));
                break;
            case JsonValueKind.Array:
                AssertSameItems(expected, (List<object?>)actual!, path);
                break;
            default:
                Assert.Equal(Plain(expected), actual);
                break;
        }
    }

    private static void AssertSameTagged(JsonElement expected, JsonProperty tag, object? actual, string path)
    {
        switch (tag.Name)
        {
            case "$tensor":
                AssertSameTensor(expected, (Tensor)actual!, path);
                break;
            case "$ordered_dict" or "$dict":
                var entries = (Dict)actual!;
                Assert.Equal(tag.Value.EnumerateArray().Select(pair => Plain(pair[0])), entries.Keys);
                Assert.All(
                    tag.Value.EnumerateArray(),
                    pair => AssertSame(pair[1], entries[Plain(pair[0])!], $"{path}/{pair[0]}"));
                break;
            case "$tuple":
                AssertSameItems(tag.Value, (object?[])actual!, path);
                break;
            case "$object":
                var unknown = Assert.IsType<PytorchObject>(actual);
                Assert.Equal(tag.Value.GetString(), unknown.ClassName);
                AssertSame(expected.GetProperty("state"), unknown.State, path);
                break;
            default:
                Assert.Equal(Plain(expected), actual);
                break;
        }
    }

    private static void AssertSameItems(JsonElement expected, IList<object?> actual, string path)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Count);
        Assert.All(expected.EnumerateArray().Zip(actual), pair => AssertSame(pair.First, pair.Second, path + "[]"));
    }

    private static void AssertSameTensor(JsonElement expected, Tensor actual, string path)
    {
        string dtype = expected.GetProperty("$tensor").GetString()!;
        Assert.Equal((path, PytorchDtype.OfName("torch." + dtype)), (path, actual.dtype));
        Assert.Equal(Numbers(expected, "shape"), actual.shape);
        Assert.Equal(Numbers(expected, "stride"), actual.stride());
        Assert.Equal(expected.GetProperty("storage_offset").GetInt64(), actual.storage_offset());
        Assert.Equal(expected.GetProperty("requires_grad").GetBoolean(), actual.requires_grad);
        var values = expected.GetProperty("values").EnumerateArray();
        using var dense = actual.detach().contiguous();
        Assert.Equal(values.SelectMany(value => Bytes(value, dtype)).ToArray(), dense.bytes.ToArray());
    }

    private static byte[] Bytes(JsonElement value, string dtype) => dtype switch
    {
        "float64" => BitConverter.GetBytes((double)Plain(value)!),
        "float32" => BitConverter.GetBytes((float)Number(value)),
        "float16" => BitConverter.GetBytes((Half)Number(value)),
        "bfloat16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits((float)Number(value)) >> 16)),
        "complex64" => [.. value.EnumerateArray().SelectMany(part => BitConverter.GetBytes((float)Number(part)))],
        "int64" => BitConverter.GetBytes(value.GetInt64()),
        "int32" => BitConverter.GetBytes(value.GetInt32()),
        "int16" => BitConverter.GetBytes(value.GetInt16()),
        "int8" => [(byte)value.GetSByte()],
        "uint8" => [value.GetByte()],
        "bool" => [(byte)(value.GetBoolean() ? 1 : 0)],
        _ => throw new ArgumentException(dtype, nameof(dtype)),
    };

    private static bool IsTag(JsonProperty property) => property.Name.StartsWith('$');

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : (double)Plain(value)!;

    private static long[] Numbers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetInt64())];

    private static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when IsWhole(element) => element.GetInt64(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.Object when element.TryGetProperty("$int", out var digits) =>
            BigInteger.Parse(digits.GetString()!, null),
        JsonValueKind.Object => element.GetProperty("$float").GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000),
        },
        _ => null,
    };

    private static bool IsWhole(JsonElement element) => !element.GetRawText().AsSpan().ContainsAny('.', 'e', 'E');
}
