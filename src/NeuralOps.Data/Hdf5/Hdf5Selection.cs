using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>A part of the elements of a dataset or attribute.</summary>
internal sealed class Hdf5Selection : IDisposable
{
    private const string Failed = "its shape cannot be read";

    private Hdf5Selection(Hdf5Handle stored, Hdf5Handle memory, long[] shape)
    {
        Stored = stored;
        Memory = memory;
        Shape = shape;
    }

    /// <summary>Where the elements are in the file.</summary>
    public Hdf5Handle Stored { get; }

    /// <summary>Where they are in memory: without gaps.</summary>
    public Hdf5Handle Memory { get; }

    /// <summary>Extents of the part; empty for a single value, [0] for no value at all.</summary>
    public long[] Shape { get; }

    /// <summary>The part of a shape that slices choose; axes without a slice are taken whole.</summary>
    /// <param name="stored">The shape in the file, taken over.</param>
    /// <param name="selection">Slices of the leading axes.</param>
    /// <param name="where">Begins the error text.</param>
    public static Hdf5Selection Of(Hdf5Handle stored, ReadOnlySpan<Hdf5Slice> selection, string where)
    {
        try
        {
            var (shape, _) = ShapeOf(stored, where);
            if (selection.Length > shape.Length)
            {
                throw new ArgumentException(
                    $"{where}: expected at most {shape.Length} slices, one for each axis, got {selection.Length}.",
                    nameof(selection));
            }

            long[] counts = selection.IsEmpty ? shape : Select(stored, shape, selection, where);
            return new(stored, Simple(counts, where), counts);
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }

    /// <summary>Extents and their limits, −1 for none.</summary>
    public static (long[] Shape, long[] Limits) ShapeOf(Hdf5Handle space, string where)
    {
        if (H5S.get_simple_extent_type(space.Id) == H5S.class_t.NULL)
        {
            return ([0], [0]);
        }

        int rank = Hdf5Library.Check(H5S.get_simple_extent_ndims(space.Id), where, Failed);
        ulong[] extents = new ulong[rank], limits = new ulong[rank];
        Hdf5Library.Check(H5S.get_simple_extent_dims(space.Id, extents, limits), where, Failed);
        if (extents.Any(n => n > long.MaxValue))
        {
            throw FileError.At(where, $"an axis claims {extents.Max()} elements.");
        }

        return ([.. extents.Select(n => (long)n)], [.. limits.Select(n => n > long.MaxValue ? -1 : (long)n)]);
    }

    /// <summary>A dense shape; a single value where there are no extents.</summary>
    public static Hdf5Handle Simple(long[] shape, string where) => Hdf5Library.Take(
        shape.Length == 0 ? H5S.create(H5S.class_t.SCALAR) : H5S.create_simple(shape.Length, Unsigned(shape), null),
        where,
        Failed);

    public static ulong[] Unsigned(IEnumerable<long> values) => [.. values.Select(n => (ulong)n)];

    public void Dispose()
    {
        Memory.Dispose();
        Stored.Dispose();
    }

    private static long[] Select(Hdf5Handle stored, long[] shape, ReadOnlySpan<Hdf5Slice> selection, string where)
    {
        var all = new Hdf5Slice[shape.Length];
        for (int axis = 0; axis < all.Length; axis++)
        {
            var slice = axis < selection.Length ? selection[axis] : Hdf5Slice.All;
            all[axis] = slice.Within(shape[axis]) ?? throw new ArgumentOutOfRangeException(
                nameof(selection),
                $"{where}: expected a part of axis {axis}, which has {shape[axis]} elements, got start {slice.Start}, "
                + $"count {slice.Count}, step {slice.Step}.");
        }

        long[] counts = [.. all.Select(slice => slice.Count)];
        if (!counts.Contains(0))
        {
            int result = H5S.select_hyperslab(
                stored.Id,
                H5S.seloper_t.SET,
                Unsigned(all.Select(slice => slice.Start)),
                Unsigned(all.Select(slice => slice.Step)),
                Unsigned(counts),
                null);
            Hdf5Library.Check(result, where, "the part cannot be selected");
        }

        return counts;
    }
}
