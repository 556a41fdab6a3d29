using System.Text.Json;
using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

/// <summary>Files of many writers, against what h5py reads from them.</summary>
public sealed class Hdf5ReadingTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> Expected =
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(
            File.ReadAllBytes(Fixtures.PathOf("hdf5", "expected.json")))!;

    public static TheoryData<string> Files => [.. Expected.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_HoldsWhatH5pyReads(string name)
    {
        var actual = Hdf5Contents.Of(Fixtures.PathOf("hdf5", "files", name));

        var expected = new SortedDictionary<string, string>(Expected[name], StringComparer.Ordinal);
        if (expected.ContainsKey("open"))
        {
            Assert.Equal(
                $"{Fixtures.PathOf("hdf5", "files", name)}: flagged as open for writing: a program is writing it, or "
                + "ended without closing it. Wait for that program, or clear the flag with 'h5clear -s' if there is "
                + "none.",
                actual["open"]);
        }
        else
        {
            Assert.Equal(Lines(expected), Lines(actual));
        }
    }

    private static string Lines(SortedDictionary<string, string> lines) =>
        string.Join('\n', lines.Select(line => $"{line.Key}: {line.Value}"));
}
