using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class NpyReadingTests
{
    private const string BadBool = "samples/example_bool_bad_value.npy";

    public static TheoryData<string> Files => [.. ExpectedArray.Files.Where(f => f != BadBool)];

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryFile_IsReadAsNumpyReadsIt(string file)
    {
        string path = Fixtures.PathOf("npy", file);
        if (file.EndsWith(".npy", StringComparison.Ordinal))
        {
            ExpectedArray.Of(file).Single().Array.RequireEqual(NpyFile.Read(path));
            return;
        }

        using var archive = NpzArchive.Open(path);
        Assert.Equal(ExpectedArray.Of(file).Select(a => a.Name), archive.Names);
        foreach (var (name, expected) in ExpectedArray.Of(file))
        {
            Assert.Equal(expected.Shape, archive.ReadHeader(name).Shape);
            expected.RequireEqual(archive.Read(name));
        }
    }

    [Fact]
    public void EveryNumber_BecomesATensorOfTheNearestType()
    {
        using var ledger = TensorLedger.Start();
        using var archive = NpzArchive.Open(Fixtures.PathOf("npy", "numpy", "every.npz"));
        foreach (var (name, expected) in ExpectedArray.Of("numpy/every.npz")
            .Where(a => Nearest.ContainsKey(a.Array.Name) && a.Name != "u8_large"))
        {
            using var tensor = archive.Read(name).ToTensor();
            Assert.Equal(Nearest[expected.Name], tensor.dtype);
            Assert.Equal(expected.Shape, tensor.shape);
            using var wide = tensor.to(ScalarType.Float64);
            using var elements = wide.data<double>();
            Assert.Equal(expected.Doubles(), elements.ToArray());
            Assert.Equal(expected.Doubles().Select(x => (float)x), archive.Read(name).ToFloats());
        }

        ledger.RequireBalanced();
    }

    [Theory]
    [InlineData("complex64.npy", ScalarType.ComplexFloat32)]
    [InlineData("example_c64_big_endian_fortran.npy", ScalarType.ComplexFloat64)]
    public void ComplexNumbers_BecomeComplexTensors(string file, ScalarType type)
    {
        var array = NpyFile.Read(Fixtures.PathOf("npy", "samples", file));
        using var tensor = array.ToTensor();
        Assert.Equal(type, tensor.dtype);
        Assert.Equal(array.ToNative().Bytes.ToArray(), tensor.bytes.ToArray());
    }

    [Fact]
    public void UnsignedLongs_BeyondInt64_AreRefusedAsTensor()
    {
        string path = Fixtures.PathOf("npy", "numpy", "every.npz");
        using var archive = NpzArchive.Open(path);
        var error = Assert.Throws<InvalidDataException>(() => archive.Read("u8_large").ToTensor());
        Assert.Equal(
            $"{path}, array 'u8_large': uint64 value 9223372036854775808 at element 1 does not fit int64.",
            error.Message);
    }

    [Theory]
    [InlineData("numpy/version2.npy")]
    [InlineData("samples/example_f64_little_endian_fortran.npy")]
    [InlineData("samples/bool.npy")]
    public void MappedElements_AreThoseOfTheFile(string file)
    {
        string path = Fixtures.PathOf("npy", file);
        var array = NpyFile.Read(path);
        using var mapping = NpyFile.OpenMapped(path);
        Assert.Equal(NpyFile.ReadHeader(path).Shape, mapping.Header.Shape);
        switch (array.Type.ItemSize)
        {
            case 4:
                Assert.Equal(array.AsSpan<float>()[5..9], mapping.AsSpan<float>(5, 4));
                break;
            case 8:
                Assert.Equal([0.0, 12.0, 4.0], mapping.AsSpan<double>(0, 3));
                break;
            default:
                Assert.Equal(array.AsSpan<bool>(), mapping.AsSpan<bool>(0, (int)array.Count));
                break;
        }
    }

    [Fact]
    public void StoredEntries_AreMapped_AndDeflatedOnesRefused()
    {
        using var stored = NpzArchive.Open(Fixtures.PathOf("npy", "numpy", "every.npz"));
        using var mapping = stored.OpenMapped("little_f4");
        Assert.Equal(stored.Read("little_f4").AsSpan<float>(), mapping.AsSpan<float>(0, 24));
        using var empty = stored.OpenMapped("empty");
        Assert.Equal(0, empty.AsSpan<float>(0, 0).Length);
        string path = Fixtures.PathOf("npy", "numpy", "every_compressed.npz");
        using var deflated = NpzArchive.Open(path);
        var error = Assert.Throws<InvalidDataException>(() => deflated.OpenMapped("little_f4"));
        Assert.Equal(
            $"{path}, array 'little_f4': the entry is deflated; only stored arrays can be mapped.", error.Message);
    }

    [Fact]
    public void Mapping_RefusesAccessAfterDisposal_AndOutsideTheArray()
    {
        var mapping = NpyFile.OpenMapped(Fixtures.PathOf("npy", "numpy", "version1.npy"));
        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.AsSpan<float>(10, 3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.AsSpan<float>(-1, 3).Length);
        mapping.Dispose();
        mapping.Dispose();
        Assert.Throws<ObjectDisposedException>(() => mapping.AsSpan<float>(0, 1).Length);
    }

    private static readonly Dictionary<string, ScalarType> Nearest = new()
    {
        ["bool"] = ScalarType.Bool,
        ["int8"] = ScalarType.Int8,
        ["int16"] = ScalarType.Int16,
        ["int32"] = ScalarType.Int32,
        ["int64"] = ScalarType.Int64,
        ["uint8"] = ScalarType.Byte,
        ["uint16"] = ScalarType.Int32,
        ["uint32"] = ScalarType.Int64,
        ["uint64"] = ScalarType.Int64,
        ["float16"] = ScalarType.Float16,
        ["float32"] = ScalarType.Float32,
        ["float64"] = ScalarType.Float64,
    };
}
