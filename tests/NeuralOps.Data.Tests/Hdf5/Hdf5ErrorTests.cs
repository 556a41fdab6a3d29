using HDF.PInvoke;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class Hdf5ErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void MissingFile_IsNamed()
    {
        var error = Assert.Throws<FileNotFoundException>(() => Hdf5File.Open("nowhere.hdf5"));
        Assert.Equal("nowhere.hdf5: expected an HDF5 file, found none.", error.Message);
    }

    [Fact]
    public void ForeignFile_SaysWhatWasExpected()
    {
        string path = folder.Write("text.hdf5", new byte[600]);
        Assert.Equal(
            $"{path}: not an HDF5 file: expected 89 48 44 46 0D 0A 1A 0A ('\\x89HDF\\r\\n\\x1A\\n') at byte 0, 512, "
            + "1024 or a further power of two, found nothing of the kind.",
            Refused(() => Hdf5File.Open(path)));
    }

    [Fact]
    public void TruncatedFile_SaysHowMuchIsMissing()
    {
        byte[] bytes = File.ReadAllBytes(Sample("hdf_v14_test1.hdf5"));
        string path = folder.Write("cut.hdf5", bytes[..5000]);
        Assert.Equal(
            $"{path}: the HDF5 file cannot be opened (truncated file: eof = 5000, sblock->base_addr = 0, stored_eof = "
            + "7072).",
            Refused(() => Hdf5File.Open(path)));
    }

    [Fact]
    public void WrongPath_ListsWhatIsThere()
    {
        string path = Sample("test_file.hdf5");
        using var file = Hdf5File.Open(path);
        Assert.Equal(
            $"{path}: nothing named 'double' in '/datasets_group'; found 'float', 'int'.",
            Refused(() => file.Dataset("datasets_group/double")));
        Assert.Equal(
            $"{path}: expected a dataset at '/datasets_group/float', found a group.",
            Refused(() => file.Dataset("/datasets_group/float")));
        Assert.Equal(
            $"{path}: expected a group at '/datasets_group/int/int8', found a dataset.",
            Refused(() => file.Group("datasets_group/int/int8")));
        Assert.Equal(
            $"{path}: expected a group at '/datasets_group/int/int8', found a dataset.",
            Refused(() => file.Group("datasets_group/int/int8/x")));
        Assert.Equal(
            $"{path}: the external link '/links_group/external_link_to_missing_file' leads to 'missing_file.hdf5', "
            + "which does not exist.",
            Refused(() => file.Dataset("links_group/external_link_to_missing_file")));
        Assert.False(file.Contains("links_group/broken_soft_link"));
        Assert.True(file.Contains("links_group/external_link"));
    }

    [Fact]
    public void WrongAttribute_SaysWhatIsThere()
    {
        string path = Sample("test_file.hdf5");
        using var file = Hdf5File.Open(path);
        var attributes = file.Group("datasets_group").Attributes;
        Assert.Equal(
            $"{path}, '/datasets_group': no attribute 'version'; found 'float_attr', 'int_attr', 'string_attr'.",
            Refused(() => attributes.ReadString("version")));
        Assert.Equal(
            $"{path}, attribute 'int_attr' of '/datasets_group': expected strings, found int64.",
            Refused(() => attributes.ReadString("int_attr")));
        Assert.Equal(
            $"{path}, attribute 'float_attr' of '/datasets_group': expected one integer, found float64 of shape [].",
            Refused(() => attributes.ReadInteger("float_attr")));
    }

    [Fact]
    public void WrongType_SaysWhatIsThere()
    {
        string path = Sample("compound_datasets_latest.hdf5");
        using var file = Hdf5File.Open(path);
        var people = file.Dataset("chunked_compound");
        Assert.Equal(
            $"{path}, dataset '/chunked_compound': expected numbers, found compound {{firstName string, surname "
            + "string[20], gender enum {FEMALE, MALE} of uint8, age uint8, fav_number float32, vector float32[3]}; "
            + "read its members one by one.",
            Refused(() => people.ReadTensor()));
        Assert.Equal(
            $"{path}, dataset '/chunked_compound', member 'surname': expected numbers, found string[20].",
            Refused(() => people.Member("surname").Read()));
        Assert.Equal(
            $"{path}, dataset '/chunked_compound', member 'age': expected a compound with a member 'years', found "
            + "uint8.",
            Refused(() => people.Member("age").Member("years")));
    }

    [Fact]
    public void MissingFilter_IsNamed()
    {
        string path = Sample("bitshuffle_datasets.hdf5");
        using var file = Hdf5File.Open(path);
        var dataset = file.Dataset("float32_bs0_comp0");
        Assert.Equal(["bitshuffle"], dataset.Filters);
        Assert.Equal(
            $"{path}, dataset '/float32_bs0_comp0': compressed by the filter 32008 (bitshuffle), which this HDF5 "
            + "library lacks.",
            Refused(() => dataset.ReadTensor()));
    }

    [Fact]
    public void ExternalLink_OutOfTheFolder_IsNotFollowed()
    {
        string path = Path.Combine(Directory.CreateDirectory(folder["inner"]).FullName, "link.hdf5");
        File.Copy(Fixtures.PathOf("hdf5", "external.hdf5"), path);
        File.Copy(Sample("test_file_ext.hdf5"), folder["test_file_ext.hdf5"]);
        File.CreateSymbolicLink(Path.Combine(folder["inner"], "symbolic.hdf5"), folder["test_file_ext.hdf5"]);
        using var file = Hdf5File.Open(path);
        foreach (var (link, target) in new[]
        {
            ("above", "../test_file_ext.hdf5"), ("absolute", "/etc/passwd"), ("symbolic", "symbolic.hdf5"),
        })
        {
            Assert.Equal(
                $"{path}: the external link '/{link}' leads to '{target}', outside the folder of its file, and is not "
                + "followed.",
                Refused(() => file.Dataset(link)));
        }

        Assert.Equal($"{path}: '/loop' leads through more than 16 links.", Refused(() => file.Dataset("loop")));
        Assert.Equal(
            $"{path}, dataset '/raw': its values lie in other files, which are not read.",
            Refused(() => file.Dataset("raw").Read()));
        Assert.Equal(
            $"{path}, dataset '/virtual': its values lie in other files, which are not read.",
            Refused(() => file.Dataset("virtual").Read()));
    }

    [Fact]
    public void HugeClaims_TakeNoMemory()
    {
        string path = Fixtures.PathOf("hdf5", "huge.hdf5");
        long length = new FileInfo(path).Length;
        using var file = Hdf5File.Open(path);
        Assert.Equal(
            $"{path}, dataset '/filled': claims 4000000000000 bytes, more than its file of {length} bytes can hold; "
            + "read a part of it.",
            Refused(() => file.Dataset("filled").ReadTensor()));
        Assert.Equal([7f, 7f], file.Dataset("filled").Read(new Hdf5Slice(999_999_999_998, 2)).ToArray<float>());
        Assert.Equal(
            $"{path}, dataset '/chunk': claims chunks of 4000000000 bytes, more than its file of {length} bytes can "
            + "hold.",
            Refused(() => file.Dataset("chunk").Read(Hdf5Slice.At(0))));
    }

    [Theory]
    [InlineData(2, "chunks of 2000000002")]
    [InlineData(0, "elements of 1000000001")]
    public void HugeMemberBesideASmallOne_TakesNoMemory(ulong chunk, string claims)
    {
        string path = folder["record.hdf5"];
        WriteRecord(path, chunk);
        using var file = Hdf5File.Open(path);
        Assert.Equal(
            $"{path}, dataset '/x': claims {claims} bytes, more than its file of {new FileInfo(path).Length} bytes can "
            + "hold.",
            Refused(() => file.Dataset("x").Member("small").Read()));
    }

    [Fact]
    public void WrongSelection_SaysWhatThereIs()
    {
        string path = Sample("hdf_v14_test1.hdf5");
        using var file = Hdf5File.Open(path);
        var dataset = file.Dataset("dset1");
        var range = Assert.Throws<ArgumentOutOfRangeException>(
            () => dataset.Read(Hdf5Slice.All, new Hdf5Slice(18, 2, 2)));
        Assert.Equal(
            $"{path}, dataset '/dset1': expected a part of axis 1, which has 20 elements, got start 18, count 2, step "
            + "2. (Parameter 'selection')",
            range.Message);
        var rank = Assert.Throws<ArgumentException>(
            () => dataset.Read(Hdf5Slice.All, Hdf5Slice.All, Hdf5Slice.All));
        Assert.Equal(
            $"{path}, dataset '/dset1': expected at most 2 slices, one for each axis, got 3. (Parameter 'selection')",
            rank.Message);
    }

    [Fact]
    public void WrongWrites_AreRefused()
    {
        string path = folder["x.hdf5"];
        using var file = Hdf5File.Create(path);
        using var row = zeros(1, 3, device: CPU);
        using var wide = zeros(1, 4, device: CPU);
        using var half = zeros(1, 3, dtype: ScalarType.BFloat16, device: CPU);
        var x = file.Root.CreateDataset("x", ScalarType.Float64, [0, 3], Hdf5Storage.Rows([0, 3]));
        var y = file.Root.Write("y", row);

        Assert.Equal(
            $"{path}, dataset '/x': expected float64 of shape [1, 3], got float32 of shape [1, 3]. (Parameter 'rows')",
            Assert.Throws<ArgumentException>(() => x.Append(row)).Message);
        Assert.Equal([0L, 3], x.Shape);
        Assert.Equal(
            $"{path}, dataset '/y': expected float32 of shape [1, 3], got float32 of shape [1, 4]. "
            + "(Parameter 'values')",
            Assert.Throws<ArgumentException>(() => y.Write(wide)).Message);
        Assert.Equal(
            $"{path}, dataset '/y': its first axis cannot grow; make it extendible.",
            Assert.Throws<InvalidOperationException>(() => y.Append(row)).Message);
        Assert.Equal(
            $"{path}: there is something at '/y' already.",
            Assert.Throws<InvalidOperationException>(() => file.Root.Write("y", row)).Message);
        Assert.Equal(
            $"{path}, dataset '/z': expected chunks, which growth, gzip and shuffle need, got none. "
            + "(Parameter 'storage')",
            Assert.Throws<ArgumentException>(() => file.Root.Write("z", row, new() { Gzip = 4 })).Message);
        Assert.Equal(
            $"{path}, dataset '/z': expected 2 chunk extents from 1 up, one for each axis, got [3]. "
            + "(Parameter 'storage')",
            Assert.Throws<ArgumentException>(() => file.Root.Write("z", row, new() { Chunks = [3] })).Message);
        Assert.Equal(
            "HDF5 files are not written with elements of type BFloat16; convert the tensor first. (Parameter 'type')",
            Assert.Throws<ArgumentException>(() => file.Root.Write("z", half)).Message);
    }

    [Fact]
    public void FileOpenForReading_IsNotWritten()
    {
        string path = Sample("hdf_v14_test1.hdf5");
        using var file = Hdf5File.Open(path);
        Assert.Equal(
            $"{path}: open for reading; make a new file to write.",
            Assert.Throws<InvalidOperationException>(() => file.Root.Attributes.Write("a", 1)).Message);
    }

    [Fact]
    public void ClosedFile_IsNotRead()
    {
        var file = Hdf5File.Open(Sample("hdf_v14_test1.hdf5"));
        var dataset = file.Dataset("dset1");
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dataset.Read());
    }

    // Two elements of a byte and an opaque of a billion bytes, without values.
    private static void WriteRecord(string path, ulong chunk)
    {
        long file = H5F.create(path, H5F.ACC_EXCL);
        long opaque = H5T.create(H5T.class_t.OPAQUE, 1_000_000_000);
        long record = H5T.create(H5T.class_t.COMPOUND, 1_000_000_001);
        _ = H5T.insert(record, "small", 0, H5T.NATIVE_INT8);
        _ = H5T.insert(record, "huge", 1, opaque);
        long space = H5S.create_simple(1, [2], null);
        long properties = H5P.create(H5P.DATASET_CREATE);
        if (chunk > 0)
        {
            _ = H5P.set_chunk(properties, 1, [chunk]);
        }

        long dataset = H5D.create(file, "x", record, space, dcpl_id: properties);
        foreach (long id in (long[])[dataset, properties, space, record, opaque, file])
        {
            Assert.True(H5I.dec_ref(id) >= 0);
        }
    }

    private static string Sample(string name) => Fixtures.PathOf("hdf5", "files", name);

    private static string Refused(Func<object> read) => Assert.Throws<InvalidDataException>(read).Message;
}
