using HDF.PInvoke;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>An array in an HDF5 file, read and written in parts of any size. Holds no native handle.</summary>
/// <remarks>
/// A part is chosen by a slice for each leading axis; axes without one are taken whole, and no axis is dropped. Parts
/// of a compressed dataset are cheap where they are whole chunks.
/// </remarks>
public sealed partial class Hdf5Dataset : Hdf5Array
{
    private readonly H5D.layout_t layout;
    private readonly Hdf5Filter[] filters;
    private readonly bool isExternal;
    private readonly long elementBytes;
    private long[] shape;

    private Hdf5Dataset(Hdf5File file, string name, Hdf5Handle target, Hdf5Type type, string where)
        : base(file, name, type, [])
    {
        using var space = Hdf5Access.SpaceOf(target, where);
        (shape, long[] limits) = Hdf5Selection.ShapeOf(space, where);
        Limits = limits;
        using var properties = Hdf5Library.Take(
            H5D.get_create_plist(target.Id), where, "its layout cannot be read");
        layout = H5P.get_layout(properties.Id);
        isExternal = H5P.get_external_count(properties.Id) > 0;
        filters = Hdf5Filter.Of(properties, where);
        elementBytes = type.StoredSize;
        Chunks = layout == H5D.layout_t.CHUNKED ? ChunksOf(properties, shape.Length, where) : null;
        Attributes = new Hdf5Attributes(file, name);
    }

    private Hdf5Dataset(Hdf5Dataset whole, Hdf5Type type, string[] members)
        : base(whole.File, whole.Name, type, members)
    {
        (shape, Limits, layout, isExternal) = (whole.shape, whole.Limits, whole.layout, whole.isExternal);
        (filters, Chunks, Attributes) = (whole.filters, whole.Chunks, whole.Attributes);
        elementBytes = whole.elementBytes;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<long> Shape => shape;

    /// <summary>What the extents can grow to; −1 for any length.</summary>
    public IReadOnlyList<long> Limits { get; }

    /// <summary>Extents of a chunk; null where it is not stored in chunks.</summary>
    public IReadOnlyList<long>? Chunks { get; }

    /// <summary>Names of the filters that chunks pass when they are written, for instance shuffle, gzip.</summary>
    public IReadOnlyList<string> Filters => [.. filters.Select(filter => filter.Name)];

    /// <summary>Its attributes.</summary>
    public Hdf5Attributes Attributes { get; }

    private protected override string Where => WhereOf(File, Name);

    /// <summary>Reads numbers as they are stored, in this machine's byte order.</summary>
    /// <param name="selection">Slices of the leading axes; none for all.</param>
    /// <exception cref="InvalidDataException">
    /// They are no numbers, are damaged, are compressed by a filter that is missing, lie in other files, or are more
    /// than the file can hold.
    /// </exception>
    public NpyArray Read(params ReadOnlySpan<Hdf5Slice> selection) => ReadNumbers(selection);

    /// <summary>Reads numbers into a new tensor on the CPU.</summary>
    /// <param name="selection">Slices of the leading axes; none for all.</param>
    /// <returns>A tensor of the type that <see cref="NpyArray.ToTensor"/> gives.</returns>
    /// <exception cref="InvalidDataException">As of <see cref="Read"/>.</exception>
    public Tensor ReadTensor(params ReadOnlySpan<Hdf5Slice> selection) => ReadNumbersAsTensor(selection);

    /// <summary>Reads strings, without what fills them up, or the paths that references refer to, in C order.</summary>
    /// <param name="selection">Slices of the leading axes; none for all.</param>
    /// <exception cref="InvalidDataException">They are no strings; or as of <see cref="Read"/>.</exception>
    public string[] ReadStrings(params ReadOnlySpan<Hdf5Slice> selection) => ReadTexts(selection);

    /// <summary>Reads sequences of numbers, in C order.</summary>
    /// <param name="selection">Slices of the leading axes; none for all.</param>
    /// <exception cref="InvalidDataException">They are no sequences; or as of <see cref="Read"/>.</exception>
    public NpyArray[] ReadSequences(params ReadOnlySpan<Hdf5Slice> selection) => ReadRagged(selection);

    /// <summary>One member of a compound, read like a dataset of its own.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is no such member.</exception>
    public Hdf5Dataset Member(string name) => new(this, MemberType(name), [.. Members, name]);

    /// <summary>Looks an open dataset up.</summary>
    internal static Hdf5Dataset Of(Hdf5File file, string name, Hdf5Handle target)
    {
        string where = WhereOf(file, name);
        using var type = Hdf5Access.TypeOf(target, where);
        return new(file, name, target, Hdf5TypeReader.Describe(type, where), where);
    }

    private protected override Hdf5Access Open(ReadOnlySpan<Hdf5Slice> selection)
    {
        RequireReadable();
        var (target, file) = File.Locate(Name);
        // The library takes room for a chunk, or an element, of all members, whichever of them is wanted.
        var bytes = (Chunks ?? []).Aggregate((UInt128)elementBytes, Times);
        if (bytes > MostOf(File.LengthOf(file)))
        {
            target.Dispose();
            throw FileError.At(
                Where,
                $"claims {(Chunks is null ? "elements" : "chunks")} of {bytes} bytes, more than its file of "
                + $"{File.LengthOf(file)} bytes can hold.");
        }

        return new(target, selection, Members, File.LengthOf(file), WhereMember);
    }

    private static string WhereOf(Hdf5File file, string name) => $"{file.Path}, dataset '{name}'";

    private static long[] ChunksOf(Hdf5Handle properties, int rank, string where)
    {
        ulong[] chunks = new ulong[rank];
        Hdf5Library.Check(H5P.get_chunk(properties.Id, rank, chunks), where, "its chunks cannot be read");
        return [.. chunks.Select(n => checked((long)n))];
    }

    private void RequireReadable()
    {
        if (Array.Find(filters, filter => !filter.IsAvailable) is { } missing)
        {
            throw FileError.At(
                Where, $"compressed by the filter {missing.Id} ({missing.Name}), which this HDF5 library lacks.");
        }

        if (isExternal || layout == H5D.layout_t.VIRTUAL)
        {
            throw FileError.At(Where, "its values lie in other files, which are not read.");
        }
    }
}
