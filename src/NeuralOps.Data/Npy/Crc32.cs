using System.Buffers.Binary;

namespace NeuralOps.Data;

/// <summary>CRC-32 of zip archives (polynomial EDB88320, reflected), eight bytes at a time.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    /// <summary>Continues a checksum; the first one is 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] t = Tables;
        crc = ~crc;
        while (bytes.Length >= 8)
        {
            uint a = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint b = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t[0x700 + (a & 0xFF)] ^ t[0x600 + ((a >> 8) & 0xFF)] ^ t[0x500 + ((a >> 16) & 0xFF)]
                ^ t[0x400 + (a >> 24)]
                ^ t[0x300 + (b & 0xFF)] ^ t[0x200 + ((b >> 8) & 0xFF)] ^ t[0x100 + ((b >> 16) & 0xFF)] ^ t[b >> 24];
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
        {
            crc = t[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTables()
    {
        uint[] t = new uint[8 * 256];
        for (uint n = 0; n < 256; n++)
        {
            uint crc = n;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
            }

            t[n] = crc;
        }

        for (int n = 256; n < t.Length; n++)
        {
            t[n] = t[t[n - 256] & 0xFF] ^ (t[n - 256] >> 8);
        }

        return t;
    }
}
