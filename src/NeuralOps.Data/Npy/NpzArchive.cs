using Microsoft.Win32.SafeHandles;

namespace NeuralOps.Data;

/// <summary>
/// A NumPy archive, opened once: the names of its arrays are known without reading them, and each is read on its own.
/// Stored, deflated and zip64 archives are read; sizes are checked against the archive before memory is taken,
/// checksums after.
/// </summary>
/// <remarks>
/// Arrays may be read from several threads at once. Entries that are not <c>.npy</c> files are left aside.
/// </remarks>
public sealed class NpzArchive : IDisposable
{
    private const string Ending = ".npy";

    /// <summary>Deflate codes 258 bytes in two bits at best, so no entry grows by more than this.</summary>
    private const long MaxDeflateRatio = 1032;

    private readonly SafeFileHandle file;
    private readonly Dictionary<string, ZipEntry> entries = [];
    private readonly List<string> names = [];

    private NpzArchive(string path, SafeFileHandle file)
    {
        Path = path;
        this.file = file;
        foreach (var entry in ZipDirectory.Read(file, path)
            .Where(entry => entry.Name.EndsWith(Ending, StringComparison.Ordinal)))
        {
            string name = entry.Name[..^Ending.Length];
            names.Add(entries.TryAdd(name, entry) ? name : throw FileError.At(path, $"array '{name}' appears twice."));
        }
    }

    /// <summary>The archive's path as given.</summary>
    public string Path { get; }

    /// <summary>Names of the arrays in the archive's order.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Opens an archive and reads its directory.</summary>
    /// <param name="path">An <c>.npz</c> file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no zip archive, is truncated, damaged or encrypted, or names an array twice.
    /// </exception>
    public static NpzArchive Open(string path)
    {
        var file = File.OpenHandle(path);
        try
        {
            return new(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether the archive holds an array.</summary>
    /// <param name="name">Name without <c>.npy</c>.</param>
    public bool Contains(string name) => entries.ContainsKey(name);

    /// <summary>Reads only what the archive says about an array.</summary>
    /// <param name="name">Name without <c>.npy</c>.</param>
    /// <exception cref="InvalidDataException">As of <see cref="Read"/>.</exception>
    public NpyHeader ReadHeader(string name)
    {
        using var stream = Open(name, out var entry, out string where);
        return NpyHeader.Read(stream, entry.Length, where, out _);
    }

    /// <summary>Reads an array as it is stored.</summary>
    /// <param name="name">Name without <c>.npy</c>.</param>
    /// <exception cref="InvalidDataException">
    /// There is no such array, its entry is damaged or holds more or fewer bytes than it or its header claims, or it is
    /// of a kind that <see cref="NpyFile.Read(string)"/> refuses.
    /// </exception>
    public NpyArray Read(string name)
    {
        using var stream = Open(name, out var entry, out string where);
        var array = NpyFile.Read(stream, entry.Length, where);
        return stream.Crc == entry.Crc ? array
            : throw FileError.At(where,
                $"the data are damaged: their CRC-32 is {stream.Crc:X8}, the archive says {entry.Crc:X8}.");
    }

    /// <summary>Maps an array that is stored without compression into memory; its checksum is not verified.</summary>
    /// <param name="name">Name without <c>.npy</c>.</param>
    /// <exception cref="InvalidDataException">As of <see cref="Read"/>, or the entry is deflated.</exception>
    public NpyMapping OpenMapped(string name)
    {
        using var stream = Open(name, out var entry, out string where);
        if (entry.Method != ZipEntry.Stored)
        {
            throw FileError.At(where, "the entry is deflated; only stored arrays can be mapped.");
        }

        var header = NpyHeader.Read(stream, entry.Length, where, out long offset);
        return new(Path, header, ZipDirectory.DataOffset(file, entry, where) + offset, where);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private ZipEntryStream Open(string name, out ZipEntry entry, out string where)
    {
        where = $"{Path}, array '{name}'";
        entry = entries.GetValueOrDefault(name)
            ?? throw FileError.At(Path, $"no array '{name}'; found {string.Join(", ", names.Select(n => $"'{n}'"))}.");
        if (entry.Method is not (ZipEntry.Stored or ZipEntry.Deflated))
        {
            throw FileError.At(where,
                $"compressed with zip method {entry.Method}; expected stored (0) or deflated (8).");
        }

        bool holds = entry.Method == ZipEntry.Stored
            ? entry.Length == entry.CompressedLength
            : entry.Length <= (entry.CompressedLength + 1) * MaxDeflateRatio;
        return holds ? new(file, entry, where)
            : throw FileError.At(where,
                $"the entry claims {entry.Length} bytes, which its {entry.CompressedLength} bytes in the archive "
                + "cannot hold.");
    }
}
