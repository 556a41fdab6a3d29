using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace NeuralOps.Core;

/// <summary>Reads the operands of pickle opcodes; every length is checked against what the stream still
/// holds.</summary>
internal sealed class PickleInput(Stream stream)
{
    private const int MaxLine = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] word = new byte[8];

    public byte ReadByte() => Word(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Word(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Word(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Word(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Word(8));

    public double ReadDoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Word(8));

    public byte[] ReadBytes(ulong length)
    {
        if (length > (ulong)Math.Min(stream.Length - stream.Position, Array.MaxLength))
        {
            throw new PickleException($"a value of {length} bytes, with {stream.Length - stream.Position} bytes left");
        }

        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public string ReadText(ulong length) => Decode(ReadBytes(length));

    /// <summary>A whole number in two's complement; 64 bits where it fits.</summary>
    public object ReadInteger(ulong length) => Narrow(new BigInteger(ReadBytes(length)));

    /// <summary>Text up to the end of the line, which is left out.</summary>
    public string ReadLine()
    {
        var bytes = new List<byte>();
        for (byte value; (value = ReadByte()) != '\n';)
        {
            bytes.Add(value);
            if (bytes.Count > MaxLine)
            {
                throw new PickleException($"a line of more than {MaxLine} bytes");
            }
        }

        return Decode([.. bytes]);
    }

    public static object Narrow(BigInteger value)
    {
        bool fits = value >= long.MinValue && value <= long.MaxValue;
        return fits ? (object)(long)value : value;
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new PickleException("a string that is not UTF-8");
        }
    }

    private ReadOnlySpan<byte> Word(int length)
    {
        stream.ReadExactly(word, 0, length);
        return word.AsSpan(0, length);
    }
}
