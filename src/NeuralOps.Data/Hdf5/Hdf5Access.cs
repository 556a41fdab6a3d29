using System.Text;
using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>An open dataset or attribute, and the part of it that one call reads or writes.</summary>
internal sealed class Hdf5Access : IDisposable
{
    private readonly Hdf5Handle target;
    private readonly Hdf5Handle stored;
    private readonly Hdf5Selection selection;
    private readonly string[] members;
    private readonly string where;
    private readonly bool isAttribute;

    /// <summary>Takes an open object over.</summary>
    /// <param name="target">The dataset or attribute.</param>
    /// <param name="part">Slices of its leading axes; none for an attribute.</param>
    /// <param name="members">Names of the member, outermost first; none for the whole.</param>
    /// <param name="fileLength">Bytes of the file it is in.</param>
    /// <param name="where">Begins the error texts.</param>
    public Hdf5Access(
        Hdf5Handle target, ReadOnlySpan<Hdf5Slice> part, string[] members, long fileLength, string where)
    {
        this.target = target;
        this.members = members;
        this.where = where;
        FileLength = fileLength;
        isAttribute = H5I.get_type(target.Id) == H5I.type_t.ATTR;
        try
        {
            stored = TypeOf(target, where);
            selection = Hdf5Selection.Of(SpaceOf(target, where), part, where);
        }
        catch
        {
            stored?.Dispose();
            target.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file.</summary>
    public long FileLength { get; }

    /// <summary>The type of a dataset or attribute.</summary>
    public static Hdf5Handle TypeOf(Hdf5Handle target, string where) => Hdf5Library.Take(
        H5I.get_type(target.Id) == H5I.type_t.ATTR ? H5A.get_type(target.Id) : H5D.get_type(target.Id),
        where,
        "its type cannot be read");

    /// <summary>The shape of a dataset or attribute.</summary>
    public static Hdf5Handle SpaceOf(Hdf5Handle target, string where) => Hdf5Library.Take(
        H5I.get_type(target.Id) == H5I.type_t.ATTR ? H5A.get_space(target.Id) : H5D.get_space(target.Id),
        where,
        "its shape cannot be read");

    /// <summary>Extents of the part, then those of an array type.</summary>
    public long[] ShapeWith(IReadOnlyList<long> extents) => [.. selection.Shape, .. extents];

    /// <summary>The type of a member.</summary>
    public Hdf5Type Describe(string[] names)
    {
        using var member = Hdf5TypeReader.Descend(stored, names, where);
        return Hdf5TypeReader.Describe(member, where);
    }

    /// <summary>The type of a string, below arrays.</summary>
    public Hdf5TextForm Text()
    {
        using var text = Hdf5TypeReader.Descend(stored, members, where, throughArrays: true);
        return Hdf5TextForm.Of(text);
    }

    /// <summary>Reads the part without gaps.</summary>
    public unsafe void Read(Span<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        using var memory = Hdf5Memory.For(stored, members, where);
        fixed (byte* start = bytes)
        {
            int result = isAttribute
                ? H5A.read(target.Id, memory.Id, (nint)start)
                : H5D.read(
                    target.Id, memory.Id, selection.Memory.Id, selection.Stored.Id, H5P.DEFAULT, (nint)start);
            Hdf5Library.Check(result, where, "the values cannot be read");
        }
    }

    /// <summary>The paths that object references which were read refer to; empty for one to nothing.</summary>
    public unsafe string[] Paths(ReadOnlySpan<byte> bytes)
    {
        string[] paths = new string[bytes.Length / sizeof(ulong)];
        fixed (byte* start = bytes)
        {
            for (int i = 0; i < paths.Length; i++)
            {
                paths[i] = Path((nint)((ulong*)start + i), i);
            }
        }

        return paths;
    }

    /// <summary>Uses values of variable length that were read, and releases what the library took for them.</summary>
    public unsafe T Use<T>(byte[] bytes, Func<T> use)
    {
        using var memory = Hdf5Memory.For(stored, members, where);
        try
        {
            return use();
        }
        finally
        {
            fixed (byte* start = bytes)
            {
                _ = H5D.vlen_reclaim(memory.Id, selection.Memory.Id, H5P.DEFAULT, (nint)start);
            }
        }
    }

    /// <summary>Writes the part from memory without gaps, which holds elements of the type in the file.</summary>
    public unsafe void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        fixed (byte* start = bytes)
        {
            int result = isAttribute
                ? H5A.write(target.Id, stored.Id, (nint)start)
                : H5D.write(
                    target.Id, stored.Id, selection.Memory.Id, selection.Stored.Id, H5P.DEFAULT, (nint)start);
            Hdf5Library.CheckWritten(result, where);
        }

        if (!isAttribute)
        {
            Hdf5Library.CheckWritten(H5D.flush(target.Id), where); // closing tells no error
        }
    }

    public void Dispose()
    {
        selection.Dispose();
        stored.Dispose();
        target.Dispose();
    }

    private unsafe string Path(nint reference, int index)
    {
        if (*(ulong*)reference == 0)
        {
            return "";
        }

        string what = $"what reference {index} refers to cannot be found";
        int length = Hdf5Library.Check(
            (int)H5R.get_name(target.Id, H5R.type_t.OBJECT, reference, null, 0), where, what);
        byte[] name = new byte[length + 1];
        _ = H5R.get_name(target.Id, H5R.type_t.OBJECT, reference, name, name.Length);
        return Encoding.UTF8.GetString(name, 0, length);
    }
}
