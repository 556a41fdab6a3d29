using System.IO.Compression;
using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

public sealed class NpzArchiveTests
{
    private static readonly string Stored = Fixtures.PathOf("npy", "samples", "test.npz");
    private static readonly string Deflated = Fixtures.PathOf("npy", "samples", "test_compressed.npz");

    [Fact]
    public void MissingArray_IsRefusedListingThoseFound()
    {
        using var archive = NpzArchive.Open(Stored);
        Assert.False(archive.Contains("velx"));
        Assert.Equal(
            $"{Stored}: no array 'velx'; found 'color', 'depth', 'unicode'.",
            Assert.Throws<InvalidDataException>(() => archive.Read("velx")).Message);
    }

    [Fact]
    public void TruncatedArchive_IsRefusedAtEveryLength()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(Deflated);
        for (int length = 0; length < whole.Length; length += 7)
        {
            string path = folder.Write("cut.npz", whole[..length]);
            string expected = length < 2
                ? "not an NPZ file: expected a zip archive."
                : "truncated: the zip archive has no central directory at its end.";
            Assert.Equal(
                $"{path}: {expected}", Assert.Throws<InvalidDataException>(() => NpzArchive.Open(path)).Message);
        }
    }

    [Fact]
    public void NpyNamedNpz_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x.npz", File.ReadAllBytes(Fixtures.PathOf("npy", "samples", "array.npy")));
        Assert.Equal(
            $"{path}: not an NPZ file: expected a zip archive.",
            Assert.Throws<InvalidDataException>(() => NpzArchive.Open(path)).Message);
    }

    /// <summary>Every byte changed alone either changes no array or is refused; nothing else escapes.</summary>
    [Theory]
    [InlineData("test.npz")]
    [InlineData("test_compressed.npz")]
    public void DamagedArchive_IsRefusedOrReadUnchanged(string file)
    {
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(Fixtures.PathOf("npy", "samples", file));
        byte[][] expected = ReadAll(folder.Write("whole.npz", whole));
        int refused = 0;
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x55;
            string path = folder.Write("damaged.npz", damaged);
            try
            {
                byte[][] found = ReadAll(path);
                Assert.All(found, a => Assert.Contains(expected, e => e.AsSpan().SequenceEqual(a)));
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith(path, e.Message);
                refused++;
            }
        }

        Assert.InRange(refused, whole.Length / 2, whole.Length);
    }

    [Fact]
    public void ChangedData_FailTheChecksum()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Stored);
        bytes[200] ^= 1;
        using var archive = NpzArchive.Open(folder.Write("x.npz", bytes));
        string message = Assert.Throws<InvalidDataException>(() => archive.Read("color")).Message;
        Assert.Matches(
            "^.*x\\.npz, array 'color': the data are damaged: their CRC-32 is [0-9A-F]{8}, "
            + "the archive says [0-9A-F]{8}\\.$",
            message);
    }

    [Theory]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,)}",
        "shape (1000000000000,) of float32 takes 4000000000000 bytes, 16 follow the header.")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
        "shape (3,) of float32 takes 12 bytes, 16 follow the header.")]
    [InlineData(
        "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}",
        "object arrays hold pickled Python objects and are not read ('|O').")]
    public void HeaderThatDoesNotFitItsEntry_IsRefused(string header, string reason)
    {
        using var folder = new TemporaryFolder();
        string path = folder["bomb.npz"];
        WriteEntry(path, "a.npy", [.. NpyErrorTests.Header(header), .. new byte[16]]);
        using var archive = NpzArchive.Open(path);
        Assert.Equal(
            $"{path}, array 'a': {reason}", Assert.Throws<InvalidDataException>(() => archive.Read("a")).Message);
    }

    [Fact]
    public void EntryThatClaimsMoreThanItCanHold_IsRefusedBeforeMemoryIsTaken()
    {
        using var folder = new TemporaryFolder();
        string path = folder["bomb.npz"];
        byte[] header = NpyErrorTests.Header("{'descr': '|u1', 'fortran_order': False, 'shape': (2000000000,)}");
        WriteEntry(path, "a.npy", [.. header, .. new byte[1000]]);
        byte[] bytes = File.ReadAllBytes(path);
        int directory = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        int compressed = BitConverter.ToInt32(bytes, directory + 20);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 24), 2_000_000_075);
        File.WriteAllBytes(path, bytes);
        using var archive = NpzArchive.Open(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(
            $"{path}, array 'a': the entry claims 2000000075 bytes, which its {compressed} bytes in the archive "
            + "cannot hold.",
            Assert.Throws<InvalidDataException>(() => archive.Read("a")).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void EntryThatHoldsLessThanItClaims_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder["short.npz"];
        byte[] header = NpyErrorTests.Header("{'descr': '|u1', 'fortran_order': False, 'shape': (1100,)}");
        WriteEntry(path, "a.npy", [.. header, .. new byte[1000]]);
        byte[] bytes = File.ReadAllBytes(path);
        BitConverter.TryWriteBytes(
            bytes.AsSpan(bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 24), header.Length + 1100);
        File.WriteAllBytes(path, bytes);
        using var archive = NpzArchive.Open(path);
        Assert.Equal(
            $"{path}, array 'a': expected 1100 bytes of data, found 1000.",
            Assert.Throws<InvalidDataException>(() => archive.Read("a")).Message);
    }

    [Fact]
    public void RepeatedName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder["twice.npz"];
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            zip.CreateEntry("a.npy");
            zip.CreateEntry("a.npy");
        }

        Assert.Equal(
            $"{path}: array 'a' appears twice.",
            Assert.Throws<InvalidDataException>(() => NpzArchive.Open(path)).Message);
    }

    [Fact]
    public void EncryptedAndForeignMethods_AreRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Stored);
        int directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        bytes[directory + 10] = 12;
        string method = folder.Write("method.npz", bytes);
        using var archive = NpzArchive.Open(method);
        Assert.Equal($"{method}, array 'color': compressed with zip method 12; expected stored (0) or deflated (8).",
            Assert.Throws<InvalidDataException>(() => archive.Read("color")).Message);
        bytes[directory + 8] |= 1;
        string encrypted = folder.Write("encrypted.npz", bytes);
        Assert.Equal($"{encrypted}: entry 'color.npy' is encrypted; encrypted archives are not read.",
            Assert.Throws<InvalidDataException>(() => NpzArchive.Open(encrypted)).Message);
    }

    [Fact]
    public void Archive_IsReadFromSeveralThreads()
    {
        using var archive = NpzArchive.Open(Fixtures.PathOf("npy", "numpy", "every_compressed.npz"));
        byte[][] expected = [.. archive.Names.Select(n => archive.Read(n).Bytes.ToArray())];
        Parallel.For(0, 200, i => Assert.Equal(
            expected[i % expected.Length], archive.Read(archive.Names[i % expected.Length]).Bytes.ToArray()));
    }

    private static byte[][] ReadAll(string path)
    {
        using var archive = NpzArchive.Open(path);
        return [.. archive.Names.Select(n => archive.Read(n).Bytes.ToArray())];
    }

    private static void WriteEntry(string path, string name, byte[] content)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }
}
