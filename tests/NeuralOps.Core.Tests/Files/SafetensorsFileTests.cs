using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public sealed class SafetensorsFileTests : IDisposable
{
    private static readonly ScalarType[] Dtypes =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32,
        ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("mnist.safetensors")]
    [InlineData("multi_layer.safetensors")]
    public void Read_OfForeignFiles_GivesTheirBytes(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Fixtures.PathOf("pt", "expected.json")));
        var expected = document.RootElement.GetProperty("safetensors").GetProperty(name);

        using var content = SafetensorsFile.Read(Fixtures.PathOf("pt", name));

        Assert.Equal(expected.EnumerateObject().Select(entry => entry.Name).Order(), content.Tensors.Keys.Order());
        foreach (var entry in expected.EnumerateObject())
        {
            var tensor = content.Tensors[entry.Name];
            Assert.Equal(
                entry.Value.GetProperty("shape").EnumerateArray().Select(item => item.GetInt64()), tensor.shape);
            Assert.Equal(
                entry.Value.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(tensor.bytes)));
        }
    }

    [Fact]
    public void Read_OfWrite_KeepsEveryDtypeShapeAndBit()
    {
        var tensors = Dtypes.ToDictionary(dtype => $"a {dtype} ü", dtype => Bits(dtype, 3, 5));
        tensors.Add("scalar", tensor(float.NaN));
        tensors.Add("empty", zeros(0, 3));
        var metadata = new Dictionary<string, string> { ["options"] = "{\"a\": \"ü\"}", ["b"] = "" };
        string path = folder.PathOf("all.safetensors");

        SafetensorsFile.Write(path, tensors, metadata);
        using var content = SafetensorsFile.Read(path);

        Assert.Equal(tensors.Keys.Order(), content.Tensors.Keys.Order());
        Assert.Equal(metadata, content.Metadata);
        Assert.Equal(metadata, SafetensorsFile.ReadMetadata(path));
        foreach ((string name, Tensor written) in tensors)
        {
            Assert.Equal(written.dtype, content.Tensors[name].dtype);
            Assert.Equal(written.shape, content.Tensors[name].shape);
            Assert.Equal(written.bytes.ToArray(), content.Tensors[name].bytes.ToArray());
            written.Dispose();
        }
    }

    [Fact]
    public void Write_IsDeterministicAlignedAndSorted()
    {
        using var b = ones(2, dtype: ScalarType.Bool);
        using var a = ones(3, dtype: ScalarType.Float32);
        string path = folder.PathOf("a.safetensors");

        SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["b"] = b, ["a"] = a });

        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"""
            + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[12,14]}}",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal(8 + length + 14, bytes.Length);
    }

    [Fact]
    public void Write_OfAView_WritesItsLogicalOrder()
    {
        using var x = arange(6, dtype: ScalarType.Float32);
        using var grid = x.view(2, 3);
        using var turned = grid.t();
        string path = folder.PathOf("view.safetensors");

        SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["x"] = turned });
        using var content = SafetensorsFile.Read(path);

        Assert.Equal([0f, 3, 1, 4, 2, 5], content.Tensors["x"].data<float>().ToArray());
    }

    [Fact]
    public void Read_WithSelection_LoadsOnlyThose()
    {
        using var ledger = TensorLedger.Start();
        string path = Fixtures.PathOf("pt", "multi_layer.safetensors");

        using (var content = SafetensorsFile.Read(path, name => name.EndsWith("bias", StringComparison.Ordinal)))
        {
            Assert.Equal(
                SafetensorsFile.ReadNames(path).Where(name => name.EndsWith("bias", StringComparison.Ordinal)).Order(),
                content.Tensors.Keys.Order());
            Assert.Equal(content.Tensors.Count, ledger.Difference);
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Write_OfAComplexTensor_IsRefused()
    {
        using var x = zeros(2, dtype: ScalarType.ComplexFloat32);

        var error = Assert.Throws<ArgumentException>(
            () => SafetensorsFile.Write(folder.PathOf("c.safetensors"), new Dictionary<string, Tensor> { ["x"] = x }));

        Assert.Equal(
            "Expected tensors of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, got 'x' of ComplexFloat32. "
            + "(Parameter 'tensors')",
            error.Message);
        Assert.Empty(folder.FileNames);
    }

    [Theory]
    [InlineData("", "expected a safetensors file of at least 8 bytes, found 0")]
    [InlineData(
        "\xff\xff\xff\xff\xff\xff\xff\x7f{}", "expected a header of at most 2 bytes, found 9223372036854775807")]
    [InlineData(
        "\xff\xff\xff\xff\xff\xff\xff\xff{}", "expected a header of at most 2 bytes, found 18446744073709551615")]
    [InlineData("PK\x03\x04\x14\x00\x00\x00\x00\x00", "expected a header of at most 2 bytes, found 85966670672")]
    public void Read_OfABadStart_SaysWhatIsWrong(string content, string message) =>
        AssertRefused(Encoding.Latin1.GetBytes(content), message);

    [Theory]
    [InlineData("[]", 0, "expected the header to be an object, found Array")]
    [InlineData("""{"__metadata__":[]}""", 0, "expected __metadata__ to be an object, found Array")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "expected the metadata 'a' to be a string, found Number")]
    [InlineData("""{"x":1}""", 0, "tensor 'x': expected an object of dtype, shape and data_offsets")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1]}}""", 4, "tensor 'x': expected an object of dtype, shape and data_offsets")]
    [InlineData(
        """{"x":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1,
        "tensor 'x': expected a dtype of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, found 'F8_E4M3'")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4,
        "tensor 'x': expected shape to hold whole numbers from 0, found -1")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4,
        "tensor 'x': expected shape to hold whole numbers from 0, found 1.5")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4,
        "tensor 'x': expected the bytes of Float32 [2], found the range [0, 4]")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0,
        "tensor 'x': expected the bytes of Float32 [4611686018427387904, 4], found the range [0, 0]")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 4,
        "tensor 'x': expected a range within the 4 bytes of data, found [0, 8]")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4,
        "tensor 'x': expected a range within the 4 bytes of data, found [4, 0]")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8,
        "tensor 'x': expected the data to begin at 0, after the tensor before, found 4")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
        3, "tensor 'y': expected the data to begin at 2, after the tensor before, found 1")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 9,
        "expected 4 bytes of data as the header says, found 9")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3,
        "tensor 'x': expected a range within the 3 bytes of data, found [0, 4]")]
    public void Read_OfABadHeader_NamesTheTensor(string header, int dataLength, string message) =>
        AssertRefused(Bytes(header, dataLength), message);

    [Theory]
    [InlineData("{\"x\":")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]")]
    public void Read_OfBrokenJson_IsRefused(string header)
    {
        string path = folder.Write("bad.safetensors", Bytes(header, 0));

        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));

        Assert.StartsWith($"{path}: the header is not JSON: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfEveryTruncation_IsRefusedWithoutLeak()
    {
        byte[] whole = File.ReadAllBytes(Fixtures.PathOf("golden", "G5.5-pytorch-checkpoint", "weights.safetensors"));
        using var ledger = TensorLedger.Start();

        for (int length = 0; length < whole.Length; length += 97)
        {
            string path = folder.Write("cut.safetensors", whole.AsSpan(0, length));
            Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Read_OfADamagedHeader_GivesTensorsOrOneKindOfError()
    {
        byte[] whole = File.ReadAllBytes(Fixtures.PathOf("golden", "G5.5-pytorch-checkpoint", "weights.safetensors"));
        var random = new RandomStream(1, "damage");
        for (int trial = 0; trial < 500; trial++)
        {
            byte[] damaged = [.. whole];
            damaged[random.NextInt(1000)] = (byte)(32 + random.NextInt(96));
            damaged[8 + random.NextInt(1000)] = (byte)(32 + random.NextInt(96));
            string path = folder.Write("damaged.safetensors", damaged);
            using var scope = NewDisposeScope();
            Exception? error = Record.Exception(() => SafetensorsFile.Read(path));
            Assert.True(error is null or InvalidDataException, $"trial {trial}: {error}");
        }
    }

    [Fact]
    public void Write_ThatFailsMidway_KeepsTheOldFile()
    {
        string path = folder.Write("a.safetensors", "old"u8);
        using var good = zeros(1000, dtype: ScalarType.Float64);
        using var broken = new FailingTensors(good);

        Assert.Throws<IOException>(() => SafetensorsFile.Write(path, broken));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["a.safetensors"], folder.FileNames);
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Bytes(string header, int dataLength)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[dataLength]];
    }

    private static Tensor Bits(ScalarType dtype, params long[] shape)
    {
        var x = empty(shape, dtype: dtype);
        for (int i = 0; i < x.bytes.Length; i++)
        {
            x.bytes[i] = (byte)(dtype == ScalarType.Bool ? i % 2 : (i * 37) + 5);
        }

        return x;
    }

    private void AssertRefused(byte[] content, string message)
    {
        string path = folder.Write("bad.safetensors", content);

        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));

        Assert.Equal($"{path}: {message}", error.Message);
    }
}
