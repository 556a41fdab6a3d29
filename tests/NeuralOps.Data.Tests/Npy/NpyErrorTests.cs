using System.Text;
using NeuralOps.Core;
using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

public sealed class NpyErrorTests
{
    [Theory]
    [InlineData("object.npy", "object arrays hold pickled Python objects and are not read ('|O').")]
    [InlineData(
        "structured.npy", "structured arrays are not read (fields 'd', 'v'); save each field as an array of its own.")]
    [InlineData(
        "structured_unicode.npy",
        "structured arrays are not read (fields 'größe'); save each field as an array of its own.")]
    [InlineData("datetime.npy", "datetime64 arrays are not read ('<M8[D]').")]
    [InlineData("timedelta.npy", "timedelta64 arrays are not read ('<m8[s]').")]
    [InlineData("void.npy", "arrays of raw bytes (void) are not read ('|V3').")]
    [InlineData("longdouble.npy", "long double arrays differ between machines and are not read ('<f16').")]
    [InlineData("clongdouble.npy", "long double arrays differ between machines and are not read ('<c32').")]
    public void UnreadTypes_AreRefusedByName(string file, string reason)
    {
        string path = Fixtures.PathOf("npy", "refused", file);
        Assert.Equal($"{path}: {reason}", Assert.Throws<InvalidDataException>(() => NpyFile.Read(path)).Message);
    }

    /// <summary>
    /// NumPy takes such a byte for True; here it is refused, because it is no bool in .NET and no NumPy writes it.
    /// </summary>
    [Fact]
    public void BoolThatIsNeither0Nor1_IsRefused()
    {
        string path = Fixtures.PathOf("npy", "samples", "example_bool_bad_value.npy");
        string message = $"{path}: a bool is stored as 0 or 1, found 0x62 at element 4.";
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => NpyFile.Read(path)).Message);
        using var mapping = NpyFile.OpenMapped(path);
        Assert.True(mapping.AsSpan<bool>(0, 4)[0]);
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => mapping.AsSpan<bool>(3, 4).Length).Message);
    }

    [Theory]
    [InlineData(0, "not an NPY file: expected it to begin with 93 4E 55 4D 50 59 ('\\x93NUMPY'), found nothing.")]
    [InlineData(8, "truncated: an NPY header takes at least 10 bytes, found 8.")]
    [InlineData(100, "truncated or damaged: the NPY header claims 118 bytes, 90 follow.")]
    [InlineData(150, "shape (2, 3) of int32 takes 24 bytes, 22 follow the header.")]
    public void TruncatedFile_IsRefused(int length, string reason) =>
        RequireRefused(File.ReadAllBytes(Fixtures.PathOf("npy", "samples", "array.npy"))[..length], reason);

    [Fact]
    public void TrailingBytes_AreRefused() =>
        RequireRefused(
            [.. File.ReadAllBytes(Fixtures.PathOf("npy", "samples", "array.npy")), 0, 0],
            "shape (2, 3) of int32 takes 24 bytes, 26 follow the header.");

    [Fact]
    public void WrongMagic_IsRefused() => RequireRefused("PK\u0003\u0004 something"u8.ToArray(),
        "not an NPY file: expected it to begin with 93 4E 55 4D 50 59 ('\\x93NUMPY'), found 50 4B 03 04 20 73.");

    [Theory]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }",
        "shape (1000000000000,) of float32 takes 4000000000000 bytes, 0 follow the header.")]
    [InlineData(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807, 99), }",
        "shape (9223372036854775807, 9223372036854775807, 99) of float64 takes more than 2^128 bytes, "
        + "0 follow the header.")]
    [InlineData("['descr']", "the NPY header must be a dictionary, found ['descr'].")]
    [InlineData("hello", "the NPY header is damaged: expected a value at character 0, found 'h'.")]
    [InlineData(
        "{'descr': '<f4', 'shape': (1,)}",
        "the NPY header must have the keys 'descr', 'fortran_order', 'shape', found 'descr', 'shape'.")]
    [InlineData("{'descr': '<f4', 'descr': '<f4'}", "the NPY header is damaged: key 'descr' appears twice.")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "'fortran_order' must be True or False, found 0.")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1)}",
        "'shape' must be a tuple of integers from 0 up, found 1.")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "'shape' must be a tuple of integers from 0 up, found (-1,).")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "the NPY header is damaged: '99999999999999999999' at character 51 is no 64-bit integer.")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + 1",
        "the NPY header is damaged: expected the end at character 56, found '+'.")]
    [InlineData("{'descr': '<f4", "the NPY header is damaged: expected the closing ' at character 14, found the end.")]
    [InlineData("{'descr': '<f3', 'fortran_order': False, 'shape': (1,)}", "unknown element type '<f3'.")]
    [InlineData("{'descr': '<U0', 'fortran_order': False, 'shape': (1000000000000,)}", "unknown element type '<U0'.")]
    [InlineData("{'descr': 4, 'fortran_order': False, 'shape': (1,)}", "'descr' must be a string, found 4.")]
    [InlineData(
        "{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (1,)}",
        "'descr' must be a string, found ('<f4', (2,)).")]
    public void DamagedHeader_IsRefused(string header, string reason) => RequireRefused(Header(header), reason);

    [Fact]
    public void DeeplyNestedHeader_IsRefused() =>
        RequireRefused(
            Header(new string('(', 5000)), "the NPY header is damaged: nested more than 32 deep at character 33.");

    [Fact]
    public void HeaderThatClaimsFourGigabytes_IsRefused() =>
        RequireRefused([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255, 32, 32],
        "truncated or damaged: the NPY header claims 4294967295 bytes, 2 follow.");

    [Fact]
    public void UnknownVersion_IsRefused() => RequireRefused([0x93, .. "NUMPY"u8, 9, 1, 0, 0, 0, 0],
        "NPY format 9.1 is unknown; expected 1.0, 2.0 or 3.0.");

    [Fact]
    public void AnotherElementType_IsRefusedWithBothNames()
    {
        string path = Fixtures.PathOf("npy", "samples", "int32.npy");
        var array = NpyFile.Read(path);
        Assert.Equal(
            $"{path}: expected elements of type float32, found int32.",
            Assert.Throws<InvalidDataException>(() => array.ToArray<float>()).Message);
        Assert.Equal(
            $"{path}: expected strings, found int32.", Assert.Throws<InvalidDataException>(array.ToStrings).Message);
    }

    [Fact]
    public void SpanOfConvertedStorage_IsRefused()
    {
        string big = Fixtures.PathOf("npy", "samples", "int32_big.npy");
        string fortran = Fixtures.PathOf("npy", "samples", "uint8_fortran.npy");
        Assert.Equal($"{big}: stored big-endian; call ToNative() first.",
            Assert.Throws<InvalidOperationException>(() => NpyFile.Read(big).AsSpan<int>().Length).Message);
        Assert.Equal($"{fortran}: stored in Fortran order; call ToNative() first.",
            Assert.Throws<InvalidOperationException>(() => NpyFile.Read(fortran).AsSpan<byte>().Length).Message);
    }

    [Fact]
    public void CharacterBeyondUnicode_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(
            "x.npy", [.. Header("{'descr': '<U1', 'fortran_order': False, 'shape': (1,)}"), 0, 0, 0, 0x7F]);
        var array = NpyFile.Read(path);
        Assert.Equal(
            $"{path}: string 0 holds 0x7F000000, which is no Unicode character.",
            Assert.Throws<InvalidDataException>(array.ToStrings).Message);
        Assert.Equal(
            $"{path}: strings (<U1) have no tensor type; use ToStrings().",
            Assert.Throws<InvalidDataException>(array.ToTensor).Message);
    }

    /// <summary>Headers with three random bytes changed are read or refused; nothing else escapes.</summary>
    [Fact]
    public void DamagedFile_IsReadOrRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(Fixtures.PathOf("npy", "samples", "array.npy"));
        var draws = new RandomStream(1, "damage");
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = (byte[])whole.Clone();
            for (int k = 0; k < 3; k++)
            {
                damaged[draws.NextInt(80)] = (byte)draws.NextInt(128);
            }

            string path = folder.Write("x.npy", damaged);
            try
            {
                NpyFile.Read(path);
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith(path, e.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 1800, 2000);
    }

    internal static byte[] Header(string text)
    {
        byte[] body = Encoding.ASCII.GetBytes(text + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)body.Length, (byte)(body.Length >> 8), .. body];
    }

    private static void RequireRefused(byte[] file, string reason)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x.npy", file);
        Assert.Equal($"{path}: {reason}", Assert.Throws<InvalidDataException>(() => NpyFile.Read(path)).Message);
    }
}
