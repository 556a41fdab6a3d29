using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NeuralOps.Core.Tests;

/// <summary>Writes pickles opcode by opcode, and the files around them.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> bytes = [0x80, 2];

    public PickleBytes Raw(params byte[] more)
    {
        bytes.AddRange(more);
        return this;
    }

    /// <summary>An opcode with ASCII text behind it.</summary>
    public PickleBytes Op(string text) => Raw(Encoding.ASCII.GetBytes(text));

    public PickleBytes Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleBytes Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Op("X").Raw(BitConverter.GetBytes(utf8.Length)).Raw(utf8);
    }

    public PickleBytes Int(long value)
    {
        byte[] word = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, value);
        return Raw(0x8A, 8).Raw(word);
    }

    /// <summary>A storage of the archive: <c>('storage', torch.TYPE, KEY, 'cpu', COUNT)</c>.</summary>
    public PickleBytes Storage(string type, string key, long count) =>
        Op("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Int(count).Op("tQ");

    /// <summary>A tensor of one axis over a storage of floats.</summary>
    public PickleBytes Tensor(string key, long count, long offset, long size, long stride) =>
        Tensor("FloatStorage", key, count, offset, size, stride, requiresGrad: false);

    /// <summary>A pickle of whole numbers that ask for a gradient, as no tensor does.</summary>
    public static byte[] IntegerParameter() =>
        new PickleBytes().Tensor("LongStorage", "0", 1, 0, 1, 1, requiresGrad: true).End();

    public byte[] End() => [.. bytes, (byte)'.'];

    private PickleBytes Tensor(
        string type, string key, long count, long offset, long size, long stride, bool requiresGrad) =>
        Global("torch._utils", "_rebuild_tensor_v2")
            .Op("(").Storage(type, key, count).Int(offset).Op("(").Int(size).Op("t(").Int(stride).Op("t")
            .Raw((byte)(requiresGrad ? 0x88 : 0x89)).Global("collections", "OrderedDict").Op(")Rt").Op("R");

    /// <summary>A zip archive as PyTorch writes it.</summary>
    public static byte[] Zip(byte[] pickle, params (string Name, byte[] Content)[] more)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in more.Prepend(("data.pkl", pickle)))
            {
                using var entry = zip.CreateEntry("archive/" + name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>The format before 1.6 around a pickle, with no storages.</summary>
    public static byte[] Legacy(byte[] pickle)
    {
        byte[] magic = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];
        byte[] version = [0x80, 2, (byte)'M', 0xE9, 3, (byte)'.'];
        byte[] system = [0x80, 2, (byte)'}', (byte)'.'];
        byte[] keys = [0x80, 2, (byte)']', (byte)'.'];
        return [.. magic, .. version, .. system, .. pickle, .. keys];
    }
}
