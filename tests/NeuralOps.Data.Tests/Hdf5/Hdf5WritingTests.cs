using System.Text;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class Hdf5WritingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.ComplexFloat32)]
    [InlineData(ScalarType.ComplexFloat64)]
    public void Tensor_OfEachType_ReadsBackBitForBit(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var values = (arange(-30, 30, dtype: ScalarType.Float32, device: CPU) / 4).reshape(3, 4, 5).to_type(type);
        var storage = new Hdf5Storage { Chunks = [2, 3, 5], Gzip = 6, Shuffle = true };
        string path = Written(file =>
        {
            file.Root.Write("plain", values);
            file.Root.Write("deep/in/chunks", values, storage);
            file.Root.Write("one", values[1, 2, 3]);
            file.Root.Write("none", values[..0]);
        });

        using var read = Hdf5File.Open(path);

        Assert.Equal(["deep", "none", "one", "plain"], read.Root.Names);
        foreach (var (name, expected) in new[]
        {
            ("plain", values), ("deep/in/chunks", values), ("one", values[1, 2, 3]), ("none", values[..0]),
        })
        {
            var actual = read.Dataset(name).ReadTensor();
            Assert.Equal(type, actual.dtype);
            Assert.Equal(expected.shape, actual.shape);
            Assert.Equal(expected.contiguous().bytes.ToArray(), actual.bytes.ToArray());
        }

        var chunked = read.Dataset("deep/in/chunks");
        Assert.Equal([2L, 3, 5], chunked.Chunks!);
        Assert.Equal(["shuffle", "gzip"], chunked.Filters);
    }

    [Fact]
    public void Parts_OfAnyStride_AreThoseOfTheTensor()
    {
        using var scope = NewDisposeScope();
        var values = arange(7 * 6 * 5, dtype: ScalarType.Int32, device: CPU).reshape(7, 6, 5);
        string path = Written(file => file.Root.Write(
            "x", values, new Hdf5Storage { Chunks = [3, 2, 4], Gzip = 1 }));
        using var read = Hdf5File.Open(path);
        var x = read.Dataset("x");

        RequireEqual(values[2..3], x.ReadTensor(Hdf5Slice.At(2)));
        RequireEqual(values[.., 1..5], x.ReadTensor(Hdf5Slice.All, new Hdf5Slice(1, 4)));
        RequireEqual(
            values[TensorIndex.Slice(1, 7, 2), TensorIndex.Slice(0, 6, 5), TensorIndex.Slice(3, 5)],
            x.ReadTensor(new Hdf5Slice(1, -1, 2), new Hdf5Slice(0, 2, 5), new Hdf5Slice(3, -1)));
        Assert.Equal([0L, 6, 5], x.Read(new Hdf5Slice(7, 0)).Shape);
        Assert.Equal([181, 182], x.Read(Hdf5Slice.At(6), Hdf5Slice.At(0), new Hdf5Slice(1, 2)).ToArray<int>());
    }

    [Fact]
    public void Append_RowByRow_GrowsFirstAxis()
    {
        using var scope = NewDisposeScope();
        var rows = rand(5, 2, 3, device: CPU);
        string path = Written(file =>
        {
            var x = file.Root.CreateDataset("x", ScalarType.Float32, [0, 2, 3], Hdf5Storage.Rows([0, 2, 3]));
            var names = file.Root.CreateStrings("names", 0, Hdf5Storage.Rows([0]));
            for (long i = 0; i < 4; i++)
            {
                x.Append(rows[i].unsqueeze(0));
                names.AppendStrings([$"sample {i}"]);
            }

            x.Append(rows[4..]);
            names.AppendStrings(["é", ""]);
            Assert.Equal([5L, 2, 3], x.Shape);
            x.Write(rows[..1] * 2, Hdf5Slice.At(3));
        });

        using var read = Hdf5File.Open(path);

        RequireEqual(cat([rows[..3], rows[..1] * 2, rows[4..]]), read.Dataset("x").ReadTensor());
        Assert.Equal([-1L, 2, 3], read.Dataset("x").Limits);
        Assert.Equal(
            ["sample 0", "sample 1", "sample 2", "sample 3", "é", ""], read.Dataset("names").ReadStrings());
        Assert.Equal(["sample 2", "é"], read.Dataset("names").ReadStrings(new Hdf5Slice(2, 2, 2)));
    }

    [Fact]
    public void Append_ThroughTwoObjects_KeepsTheRowsOfBoth()
    {
        using var scope = NewDisposeScope();
        string path = Written(file =>
        {
            var first = file.Root.CreateDataset("x", ScalarType.Int64, [0], Hdf5Storage.Rows([0]));
            var second = file.Dataset("x");
            first.Append(arange(3, device: CPU));
            second.Append(arange(3, 5, device: CPU));
            Assert.Equal([5L], second.Shape);
        });

        using var read = Hdf5File.Open(path);
        Assert.Equal([0L, 1, 2, 3, 4], read.Dataset("x").Read().ToArray<long>());
    }

    [Fact]
    public void AppendStrings_ToNumbers_IsRefusedAndAddsNoRow()
    {
        string path = Written(file =>
        {
            var numbers = file.Root.CreateDataset("x", ScalarType.Int64, [0], Hdf5Storage.Rows([0]));
            var error = Assert.Throws<ArgumentException>(() => numbers.AppendStrings(["a", "b"]));
            Assert.Equal(
                $"{folder["written.hdf5"]}, dataset '/x': expected int64 of shape [2], got 2 strings. "
                + "(Parameter 'rows')",
                error.Message);
        });

        using var read = Hdf5File.Open(path);
        Assert.Equal([0L], read.Dataset("x").Shape);
    }

    [Fact]
    public void Append_ManyRows_TakesNoMoreMemory()
    {
        using var row = rand(1, 1 << 18, device: CPU);
        Written(file =>
        {
            var x = file.Root.CreateDataset("x", ScalarType.Float32, [0, 1 << 18], Hdf5Storage.Rows([0, 1 << 18], 0));
            Append(); // after which the collector has room for what one row leaves behind
            long before = ResidentBytes();
            Append();

            Assert.InRange(ResidentBytes() - before, long.MinValue, 32 << 20);

            void Append()
            {
                for (int i = 0; i < 128; i++)
                {
                    x.Append(row); // 128 MiB in all
                }
            }
        });
    }

    [Fact]
    public void Attributes_OfEachKind_ReadBack()
    {
        string registry = new('é', 100_000);
        string path = Written(file =>
        {
            var attributes = file.Root.CreateGroup("features/summary").Attributes;
            attributes.Write("version", "0.9");
            attributes.Write("version", "1.0 — ß");
            attributes.Write("feature_registry", registry);
            attributes.Write("families", ["initial", "", "temporal"]);
            attributes.Write("num_features", 360);
            attributes.Write("dt", 0.1);
            attributes.Write("mask", NpyArray.Create(new[] { true, false }, 2));
            attributes.Write("scales", NpyArray.Create(new[] { 1f, 2f, 3f, 4f }, 2, 2));
        });

        using var read = Hdf5File.Open(path);
        var attributes = read.Group("/features/summary/").Attributes;

        Assert.Equal(
            ["dt", "families", "feature_registry", "mask", "num_features", "scales", "version"], attributes.Names);
        Assert.Equal("1.0 — ß", attributes.ReadString("version"));
        Assert.Equal(registry, attributes.ReadString("feature_registry"));
        Assert.Equal(["initial", "", "temporal"], attributes.ReadStrings("families"));
        Assert.Equal(360, attributes.ReadInteger("num_features"));
        Assert.Equal(360, attributes.ReadNumber("num_features"));
        Assert.Equal(0.1, attributes.ReadNumber("dt"));
        Assert.Equal([true, false], attributes.Read("mask").ToArray<bool>());
        Assert.Equal([2L, 2], attributes.Read("scales").Shape);
        Assert.True(attributes.Contains("dt"));
        Assert.False(attributes.Contains("dx"));
    }

    [Fact]
    public void Strings_MadeAtOnce_ReadBack()
    {
        string path = Written(file => file.Root.Write("metadata/ic_types", ["grf", "gaußsche", ""]));
        using var read = Hdf5File.Open(path);
        Assert.Equal(["grf", "gaußsche", ""], read.Dataset("metadata/ic_types").ReadStrings());
        Assert.Equal("string", read.Dataset("metadata/ic_types").Type.Name);
    }

    [Fact]
    public void EqualContents_GiveEqualFiles()
    {
        using var values = arange(100, device: CPU);
        var storage = new Hdf5Storage { Chunks = [10], Gzip = 9 };
        byte[][] files = [.. Enumerable.Range(0, 2).Select(_ => File.ReadAllBytes(Written(file =>
        {
            file.Root.Write("a/x", values, storage);
            file.Root.Attributes.Write("n", 1);
        })))];
        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public void Create_WithoutComplete_LeavesWhatWasThere()
    {
        string path = folder.Write("x.hdf5", Encoding.ASCII.GetBytes("old"));
        using (var file = Hdf5File.Create(path))
        {
            file.Root.CreateGroup("a");
            Assert.Equal(2, Directory.GetFileSystemEntries(folder.Root).Length);
        }

        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Root));
        Assert.Equal("old", File.ReadAllText(path));
    }

    private static long ResidentBytes()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static void RequireEqual(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.Equals(actual));
    }

    private string Written(Action<Hdf5File> write)
    {
        using var file = Hdf5File.Create(folder["written.hdf5"]);
        write(file);
        file.Complete();
        return folder["written.hdf5"];
    }
}
