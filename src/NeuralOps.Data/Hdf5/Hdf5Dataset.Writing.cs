using HDF.PInvoke;
using static TorchSharp.torch;

namespace NeuralOps.Data;

public sealed partial class Hdf5Dataset
{
    /// <summary>Writes a tensor's values into a part, or into the whole.</summary>
    /// <param name="values">A tensor of any device, of the dataset's type and the part's shape.</param>
    /// <param name="selection">Slices of the leading axes; none for all.</param>
    /// <exception cref="ArgumentException">Type or shape is another one.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(Tensor values, params ReadOnlySpan<Hdf5Slice> selection)
    {
        var array = NpyArray.From(values);
        lock (Hdf5Library.Lock)
        {
            File.RequireWritable();
            using var access = Open(selection);
            RequireFit(array, access.ShapeWith([]), nameof(values));
            access.Write(array.Bytes);
        }
    }

    /// <summary>Writes all strings.</summary>
    /// <param name="values">As many as the dataset has; without zero characters, which would end them.</param>
    /// <exception cref="ArgumentException">They are fewer or more, or the dataset holds no strings.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading.</exception>
    public void WriteStrings(IReadOnlyList<string> values) => WriteStrings(values, Hdf5Slice.All);

    /// <summary>Grows the first axis by rows and writes them.</summary>
    /// <param name="rows">A tensor of any device, of the dataset's type; [n, …], all but n as in the dataset.</param>
    /// <exception cref="ArgumentException">Type or shape is another one.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading, or the axis cannot grow.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Append(Tensor rows)
    {
        var array = NpyArray.From(rows);
        long count = array.Shape.Count == 0 ? 1 : array.Shape[0];
        RequireFit(array, [count, .. shape.AsSpan(Math.Min(1, shape.Length))], nameof(rows));
        lock (Hdf5Library.Lock)
        {
            using var access = Open([new Hdf5Slice(Grow(count), count)]);
            access.Write(array.Bytes);
        }
    }

    /// <summary>Grows a list of strings and writes them at its end.</summary>
    /// <param name="rows">Without zero characters; they would end them.</param>
    /// <exception cref="ArgumentException">The dataset is no list of strings.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading, or the list cannot grow.</exception>
    public void AppendStrings(IReadOnlyList<string> rows)
    {
        lock (Hdf5Library.Lock)
        {
            RequireStrings(rows.Count, [rows.Count, .. shape.AsSpan(Math.Min(1, shape.Length))], nameof(rows));
            long first = Grow(rows.Count);
            WriteStrings(rows, new Hdf5Slice(first, rows.Count));
        }
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    private void RequireFit(NpyArray array, IEnumerable<long> expected, string argument)
    {
        if (array.Type != Type.Element || !array.Shape.SequenceEqual(expected))
        {
            throw new ArgumentException(
                $"{Where}: expected {Type.Name} of shape {Text(expected)}, got {array.Type.Name} of shape "
                + $"{Text(array.Shape)}.",
                argument);
        }
    }

    private void RequireStrings(int count, long[] expected, string argument)
    {
        if (Type.Kind != Hdf5TypeKind.Text || expected is not [var length] || length != count)
        {
            throw new ArgumentException(
                $"{Where}: expected {Type.Name} of shape {Text(expected)}, got {count} strings.", argument);
        }
    }

    private long Grow(long rows)
    {
        File.RequireWritable();
        if (Limits is not [-1, ..])
        {
            throw new InvalidOperationException($"{Where}: its first axis cannot grow; make it extendible.");
        }

        using var target = File.Locate(Name).Target;
        using var space = Hdf5Access.SpaceOf(target, Where);
        long first = Hdf5Selection.ShapeOf(space, Where).Shape[0]; // it may have grown through another object
        long[] grown = [first + rows, .. shape[1..]];
        Hdf5Library.Check(H5D.set_extent(target.Id, Hdf5Selection.Unsigned(grown)), Where, "it cannot grow");
        shape = grown;
        return first;
    }

    private void WriteStrings(IReadOnlyList<string> values, Hdf5Slice part)
    {
        lock (Hdf5Library.Lock)
        {
            File.RequireWritable();
            using var access = Open([part]);
            RequireStrings(values.Count, access.ShapeWith([]), nameof(values));
            using var texts = new Hdf5Texts(values);
            access.Write(texts.Pointers);
        }
    }
}
