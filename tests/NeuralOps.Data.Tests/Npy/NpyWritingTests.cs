using System.Numerics;
using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class NpyWritingTests
{
    [Theory]
    [InlineData("samples/array.npy")]
    [InlineData("samples/complex128.npy")]
    [InlineData("samples/int32_scalar.npy")]
    [InlineData("samples/uint8_fortran.npy")]
    [InlineData("samples/unicode.npy")]
    [InlineData("numpy/version1.npy")]
    public void WrittenFile_IsNumpysByteForByte(string file)
    {
        using var folder = new TemporaryFolder();
        string path = Fixtures.PathOf("npy", file);
        NpyFile.Write(folder["x.npy"], NpyFile.Read(path));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(folder["x.npy"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryArray_SurvivesWritingAndReading(bool compress)
    {
        using var folder = new TemporaryFolder();
        using var source = NpzArchive.Open(Fixtures.PathOf("npy", "numpy", "every.npz"));
        NpzFile.Write(folder["x.npz"], source.Names.ToDictionary(n => n, source.Read), compress);
        using var copy = NpzArchive.Open(folder["x.npz"]);
        Assert.Equal(source.Names, copy.Names);
        foreach (var (name, expected) in ExpectedArray.Of("numpy/every.npz"))
        {
            expected.RequireEqual(copy.Read(name));
        }
    }

    [Fact]
    public void EqualArrays_GiveEqualArchives()
    {
        using var folder = new TemporaryFolder();
        var arrays = new Dictionary<string, NpyArray>
        {
            ["a"] = NpyArray.Create([1.5, 2], 2),
            ["b"] = NpyArray.Create(["é", "smoke"], 2),
        };
        NpzFile.Write(folder["1.npz"], arrays);
        NpzFile.Write(folder["2.npz"], arrays);
        Assert.Equal(File.ReadAllBytes(folder["1.npz"]), File.ReadAllBytes(folder["2.npz"]));
    }

    [Fact]
    public void CreatedArrays_HoldTheirValues()
    {
        Assert.Equal("<c8", NpyArray.Create<(float, float)>([(1, 2)], 1).Type.Descr);
        Assert.Equal(new Complex(1, 2), NpyArray.Create([new Complex(1, 2)]).ToArray<Complex>()[0]);
        Assert.Equal(["é", "", "🌊"], NpyArray.Create(["é", "", "🌊"], 3).ToStrings());
        Assert.Empty(NpyArray.Create(Array.Empty<string>(), 0).ToStrings());
        Assert.Equal("Shape (2, 3) holds 6 elements, got 4. (Parameter 'shape')",
            Assert.Throws<ArgumentException>(() => NpyArray.Create(new float[4], 2, 3)).Message);
        Assert.Equal(
            "NPY files have no element type for System.Char.",
            Assert.Throws<NotSupportedException>(() => NpyArray.Create(['a'])).Message);
    }

    [Fact]
    public void Tensors_SurviveWritingAndReading()
    {
        using var folder = new TemporaryFolder();
        using var ledger = TensorLedger.Start();
        using (var scope = NewDisposeScope())
        {
            var x = arange(12, dtype: ScalarType.Float32).view(3, 4).t();
            var n = tensor(new long[] { long.MinValue, 7 });
            NpzFile.Write(folder["x.npz"], new Dictionary<string, Tensor> { ["x"] = x, ["n"] = n, ["b"] = x > 3 });
            using var archive = NpzArchive.Open(folder["x.npz"]);
            Assert.True(x.Equals(archive.Read("x").ToTensor()));
            Assert.True(n.Equals(archive.Read("n").ToTensor()));
            Assert.True((x > 3).Equals(archive.Read("b").ToTensor()));
            Assert.Equal([4, 3], archive.Read("x").Shape);
            var error = Assert.Throws<ArgumentException>(() => NpyArray.From(x.to(ScalarType.BFloat16)));
            Assert.Equal(
                "NumPy has no type for BFloat16; convert the tensor first. (Parameter 'tensor')", error.Message);
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void FailedWrite_LeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        NpzFile.Write(folder["x.npz"], new Dictionary<string, NpyArray> { ["a"] = NpyArray.Create([1f], 1) });
        byte[] before = File.ReadAllBytes(folder["x.npz"]);
        Assert.Throws<InvalidOperationException>(() => NpzFile.Write(folder["x.npz"], Failing()));
        Assert.Equal(before, File.ReadAllBytes(folder["x.npz"]));
        Assert.Single(Directory.GetFiles(folder.Root));
    }

    private static IEnumerable<KeyValuePair<string, NpyArray>> Failing()
    {
        yield return KeyValuePair.Create("a", NpyArray.Create([1f], 1));
        throw new InvalidOperationException("no more");
    }
}
