namespace NeuralOps.Data.Tests;

public sealed class MutatedMotionTests : IDisposable
{
    private const int Rounds = 75;
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("11.asf")]
    [InlineData("11_01.amc")]
    [InlineData("neutral_16_000.bvh")]
    [InlineData("00001_mmm.xml")]
    [InlineData("mmm.xml")]
    public void Read_OfAMutatedFile_ReadsItOrRefusesIt(string name)
    {
        byte[] whole = Cut(name, File.ReadAllBytes(MotionFiles.At(name)));
        foreach (string other in new[] { "11.asf", "11_01.amc", "neutral_16_000.bvh", "00001_mmm.xml", "mmm.xml" })
        {
            folder.Write(other, Cut(other, File.ReadAllBytes(MotionFiles.At(other))));
        }

        var random = new Random(name.Length);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            folder.Write(name, Mutate(whole, random));
            try
            {
                var tracks = Read(name).Positions();
                Assert.Equal(tracks.Frames * tracks.Names.Count * 3, tracks.Positions.Length);
            }
            catch (InvalidDataException e)
            {
                Assert.Contains(folder.Root, e.Message);
                refused++;
            }
        }

        // Some changes only alter a number or a comment; most break the file.
        Assert.InRange(refused, Rounds / 3, Rounds);
    }

    public void Dispose() => folder.Dispose();

    // The first frames of a motion, so that a change hits its structure often.
    private static byte[] Cut(string name, byte[] bytes)
    {
        string text = System.Text.Encoding.UTF8.GetString(bytes);
        string[] lines = text.Split('\n');
        return name switch
        {
            "11_01.amc" => System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines.Take(94))),
            "00001_mmm.xml" => System.Text.Encoding.UTF8.GetBytes(
                string.Join('\n', lines.Take(Array.FindIndex(lines, line => line.Contains("<MotionFrames>")) + 19))
                + "</MotionFrames></Motion></MMM>"),
            _ => bytes,
        };
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length), length));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes[at] = (byte)"0123456789{}<>/'- \n"[random.Next(19)];
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }

    private ArticulatedMotion Read(string name) => Path.GetExtension(name) switch
    {
        ".bvh" => BvhFile.Read(folder[name]),
        ".xml" => MmmFile.Read(folder["00001_mmm.xml"]),
        _ => AcclaimFile.Read(folder["11.asf"], folder["11_01.amc"]),
    };
}
