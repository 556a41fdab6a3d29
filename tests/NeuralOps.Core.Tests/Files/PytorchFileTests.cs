using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;
using Dict = System.Collections.Generic.OrderedDictionary<object, object?>;

namespace NeuralOps.Core.Tests;

public sealed class PytorchFileTests : IDisposable
{
    private static readonly JsonElement Expected =
        JsonDocument.Parse(File.ReadAllText(Fixtures.PathOf("pt", "expected.json"))).RootElement.GetProperty("pt");

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. Expected.EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_GivesWhatPytorchGives(string name)
    {
        using var scope = NewDisposeScope();

        AssertSame(Expected.GetProperty(name), PytorchFile.Read(Fixtures.PathOf("pt", name)));
    }

    [Fact]
    public void Fixtures_AreAllRead() => Assert.Equal(
        Directory.GetFiles(Fixtures.PathOf("pt"), "*.pt").Select(Path.GetFileName)
            .Where(name => name != "broken.pt").Order(),
        Expected.EnumerateObject().Select(entry => entry.Name).Order());

    [Fact]
    public void Read_LeavesOnlyTheTensorsOfTheFile()
    {
        using var ledger = TensorLedger.Start();

        var value = (Dict)PytorchFile.Read(Fixtures.PathOf("pt", "legacy_shared_storage.pt"))!;

        Assert.Equal(3, ledger.Difference);
        foreach (var tensor in value.Values.OfType<Tensor>())
        {
            tensor.Dispose();
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Read_OfViews_SharesTheirStorage()
    {
        using var scope = NewDisposeScope();
        var value = (Dict)PytorchFile.Read(Fixtures.PathOf("golden", "G5.5-pytorch-checkpoint", "tensor_types.pt"))!;

        ((Tensor)value["base"]!).fill_(7);

        Assert.All(((Tensor)value["column_slice_view"]!).data<float>().ToArray(), item => Assert.Equal(7f, item));
    }

    [Fact]
    public void Read_OfPlainValues_GivesDotnetTypes()
    {
        byte[] pickle = new PickleBytes().Op("(")
            .Op("N").Raw(0x88).Int(-5).Raw(0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1).Text("τ").Raw((byte)'C', 2, 1, 0)
            .Global("_codecs", "encode").Text("ÿ").Text("latin1").Raw(0x86).Op("R")
            .Global("builtins", "complex").Op("G").Raw(0x3F, 0xF0, 0, 0, 0, 0, 0, 0).Op("G").Raw(0, 0, 0, 0, 0, 0, 0, 0)
            .Raw(0x86).Op("R")
            .Global("torch", "Size").Int(2).Raw(0x85).Raw(0x85).Op("R")
            .Global("torch", "device").Text("cuda").Int(1).Raw(0x86).Op("R")
            .Global("torch", "bfloat16")
            .Global("builtins", "set").Op("]").Op("K\u0001a").Raw(0x85).Op("R")
            .Global("my.module", "function")
            .Op("t").End();

        var values = (object?[])PytorchFile.Read(folder.Write("plain.pt", PickleBytes.Zip(pickle)))!;

        Assert.Equal([null, true, -5L, BigInteger.One << 64, "τ"], values[..5]);
        Assert.Equal([1, 0], (byte[])values[5]!);
        Assert.Equal([0xFF], (byte[])values[6]!);
        Assert.Equal(Complex.One, values[7]);
        Assert.Equal([2L], (object?[])values[8]!);
        Assert.Equal("cuda:1", values[9]!.ToString());
        Assert.Equal(ScalarType.BFloat16, values[10]);
        Assert.Equal([1L], (HashSet<object?>)values[11]!);
        Assert.Equal(new PytorchClass("my.module.function"), values[12]);
    }

    [Fact]
    public void Read_OfAnUnknownClass_GivesAnInertRecord()
    {
        byte[] pickle = new PickleBytes().Global("easy", "Config").Int(3).Raw(0x85).Raw(0x81)
            .Op("(").Text("a").Int(1).Op("u").Int(2).Op("a").Op("}").Text("b").Op("]sb").End();

        var value = (PytorchObject)PytorchFile.Read(folder.Write("object.pt", PickleBytes.Zip(pickle)))!;

        Assert.Equal("easy.Config", value.ClassName);
        Assert.Equal([3L], value.Arguments);
        Assert.Equal(1L, value.Entries["a"]);
        Assert.Equal([2L], value.Items);
        Assert.Equal(new List<object?>(), value.Attributes["b"]);
    }

    [Fact]
    public void Read_OfAListThatHoldsItself_Ends()
    {
        byte[] pickle = new PickleBytes().Op("]q\u0001h\u0001a").End();

        var list = (List<object?>)PytorchFile.Read(folder.Write("cycle.pt", PickleBytes.Zip(pickle)))!;

        Assert.Same(list, list[0]);
    }

    [Theory]
    [InlineData("linear.pt", null, "fc1.weight fc1.bias fc2.weight")]
    [InlineData("checkpoint.pt", null, "fc1.weight fc1.bias fc2.weight fc2.bias")]
    [InlineData("nested_dict.pt", null, "layer1.weight layer1.bias layer2.weight layer2.bias")]
    [InlineData("top_level_key.pt", "my_state_dict", "conv1.weight conv1.bias")]
    [InlineData("complex_structure.pt", "state.encoder", "layer_0.weight layer_0.bias layer_1.weight layer_1.bias")]
    public void ReadStateDict_FindsTheWeights(string name, string? entry, string names)
    {
        using var scope = NewDisposeScope();

        var weights = PytorchFile.ReadStateDict(Fixtures.PathOf("pt", name), entry);

        Assert.Equal(names.Split(' ').Order(), weights.Keys.Order());
    }

    [Theory]
    [InlineData(
        "weights_with_config.pt", null,
        "expected weights, found no tensor at 'my_config.n_head'; name one of the entries 'my_model', 'my_config'")]
    [InlineData("linear.pt", "weights", "no entry 'weights'; found 'fc1.weight', 'fc1.bias', 'fc2.weight'")]
    [InlineData("linear.pt", "fc1.weight", "no entry 'fc1'; found 'fc1.weight', 'fc1.bias', 'fc2.weight'")]
    public void ReadStateDict_WithoutWeights_SaysWhatIsThere(string name, string? entry, string message)
    {
        string path = Fixtures.PathOf("pt", name);
        using var ledger = TensorLedger.Start();

        var error = Assert.Throws<InvalidDataException>(() => PytorchFile.ReadStateDict(path, entry));

        Assert.StartsWith($"{path}: {message}", error.Message, StringComparison.Ordinal);
        ledger.RequireBalanced();
    }

    public void Dispose() => folder.Dispose();

    private static void AssertSame(JsonElement expected, object? actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when expected.TryGetProperty("dict", out var pairs):
                var entries = (Dict)actual!;
                Assert.Equal(pairs.EnumerateArray().Select(pair => Plain(pair[0])), entries.Keys);
                Assert.All(pairs.EnumerateArray(), pair => AssertSame(pair[1], entries[Plain(pair[0])!]));
                break;
            case JsonValueKind.Object when expected.TryGetProperty("tensor", out var dtype):
                AssertSameTensor(expected, dtype.GetString()!, (Tensor)actual!);
                break;
            case JsonValueKind.Object:
                var items = expected.EnumerateObject().Single().Value.EnumerateArray().ToArray();
                var list = (IList<object?>)actual!;
                Assert.Equal(items.Length, list.Count);
                Assert.All(items.Zip(list), pair => AssertSame(pair.First, pair.Second));
                break;
            default:
                Assert.Equal(Plain(expected), actual);
                break;
        }
    }

    private static void AssertSameTensor(JsonElement expected, string dtype, Tensor actual)
    {
        Assert.Equal(PytorchDtype.OfName("torch." + dtype), actual.dtype);
        Assert.Equal(Numbers(expected.GetProperty("shape")), actual.shape);
        Assert.Equal(Numbers(expected.GetProperty("stride")), actual.stride());
        Assert.Equal(expected.GetProperty("offset").GetInt64(), actual.storage_offset());
        Assert.Equal(
            expected.GetProperty("sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(actual.detach().contiguous().bytes)));
    }

    private static long[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt64())];

    private static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when element.TryGetInt64(out long whole) => whole,
        JsonValueKind.Number => element.GetDouble(),
        _ => null,
    };
}
