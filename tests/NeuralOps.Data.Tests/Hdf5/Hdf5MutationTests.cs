using NeuralOps.Core;
using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

/// <summary>Damaged files, made from good ones by changing bytes: some end the process inside libhdf5.</summary>
public sealed class Hdf5MutationTests : IDisposable
{
    private const int Copies = 500;
    private const int MostBytes = 64 << 10;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void FiveHundredDamagedFiles_NeverEndThisProcess()
    {
        string[] files = [.. Directory.GetFiles(Fixtures.PathOf("hdf5", "files"), "*.hdf5")
            .Where(path => new FileInfo(path).Length <= MostBytes).Order(StringComparer.Ordinal)];
        var random = new RandomStream(500, "mutations");
        using var guard = new Hdf5Guard { TimeLimit = TimeSpan.FromSeconds(5) };
        int refused = 0;
        for (int i = 0; i < Copies; i++)
        {
            string path = folder.Write("damaged.hdf5", Mutate(File.ReadAllBytes(files[i % files.Length]), random));
            try
            {
                guard.Require(path);
                Hdf5Contents.Of(path);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, Copies - 1);
    }

    // Most of what matters lies in the first bytes: headers, tables, types.
    private static byte[] Mutate(byte[] bytes, RandomStream random)
    {
        int changes = 1 + random.NextInt(8);
        for (int i = 0; i < changes; i++)
        {
            int range = random.NextInt(2) == 0 ? Math.Min(bytes.Length, 2048) : bytes.Length;
            bytes[8 + random.NextInt(range - 8)] = (byte)random.NextInt(256);
        }

        return bytes;
    }
}
