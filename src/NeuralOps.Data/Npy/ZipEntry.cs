namespace NeuralOps.Data;

/// <summary>One file in a zip archive, as the central directory describes it.</summary>
/// <param name="Name">Name with its ending.</param>
/// <param name="LocalHeader">Where the entry begins in the archive.</param>
/// <param name="CompressedLength">Bytes it takes in the archive.</param>
/// <param name="Length">Bytes it claims to hold.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Crc">CRC-32 of what it holds.</param>
internal sealed record ZipEntry(string Name, long LocalHeader, long CompressedLength, long Length, int Method, uint Crc)
{
    public const int Stored = 0;
    public const int Deflated = 8;
}
