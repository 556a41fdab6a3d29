using HDF.PInvoke;
using static TorchSharp.torch;

namespace NeuralOps.Data;

public sealed partial class Hdf5Group
{
    /// <summary>Makes a group, and those on the way to it; one that is there stays.</summary>
    /// <param name="path">Path from here.</param>
    /// <exception cref="InvalidOperationException">The file is open for reading.</exception>
    public Hdf5Group CreateGroup(string path)
    {
        lock (Hdf5Library.Lock)
        {
            file.RequireWritable();
            string at = At(path);
            using var root = file.Locate("/").Target;
            using var properties = Properties(H5P.GROUP_CREATE);
            string made = "";
            foreach (string name in at.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                made += $"/{name}";
                if (H5L.exists(root.Id, made) <= 0)
                {
                    using var links = Links();
                    using var group = Hdf5Library.Take(
                        H5G.create(root.Id, made, links.Id, properties.Id), file.Path, $"'{made}' cannot be made");
                }
            }

            return Group($"/{at.Trim('/')}");
        }
    }

    /// <summary>Makes a dataset, and the groups on the way to it.</summary>
    /// <param name="path">Path from here.</param>
    /// <param name="type">Type of the elements; bool is stored as h5py does. Not bfloat16.</param>
    /// <param name="shape">Extents; none for a single value.</param>
    /// <param name="storage">How it is laid out; in one piece where null.</param>
    /// <exception cref="ArgumentException">HDF5 lacks the type, or the storage does not fit the shape.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading, or the name is taken.</exception>
    public Hdf5Dataset CreateDataset(
        string path, ScalarType type, ReadOnlySpan<long> shape, Hdf5Storage? storage = null)
    {
        lock (Hdf5Library.Lock)
        {
            using var element = type switch
            {
                ScalarType.Bool => Hdf5Memory.Bool(),
                ScalarType.BFloat16 => throw new ArgumentException(
                    "HDF5 files are not written with elements of type BFloat16; convert the tensor first.",
                    nameof(type)),
                _ => Hdf5Memory.Of(NpyTypeOf(type)),
            };
            return Create(path, element, shape.ToArray(), storage ?? new());
        }
    }

    /// <summary>Makes a list of strings of variable length, and the groups on the way to it.</summary>
    /// <param name="path">Path from here.</param>
    /// <param name="count">Strings to begin with, all empty.</param>
    /// <param name="storage">How it is laid out; in one piece where null.</param>
    /// <exception cref="ArgumentException">The storage does not fit.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading, or the name is taken.</exception>
    public Hdf5Dataset CreateStrings(string path, long count, Hdf5Storage? storage = null)
    {
        lock (Hdf5Library.Lock)
        {
            using var element = Hdf5Memory.Text(H5T.cset_t.UTF8);
            return Create(path, element, [count], storage ?? new());
        }
    }

    /// <summary>Makes a dataset of a tensor's values.</summary>
    /// <param name="path">Path from here.</param>
    /// <param name="values">A tensor of any device; its type and shape are the dataset's.</param>
    /// <param name="storage">How it is laid out; in one piece where null.</param>
    /// <exception cref="ArgumentException">HDF5 lacks the type, or the storage does not fit the shape.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading, or the name is taken.</exception>
    public Hdf5Dataset Write(string path, Tensor values, Hdf5Storage? storage = null)
    {
        var dataset = CreateDataset(path, values.dtype, values.shape, storage);
        dataset.Write(values);
        return dataset;
    }

    /// <summary>Makes a list of strings.</summary>
    /// <param name="path">Path from here.</param>
    /// <param name="values">Without zero characters; they would end them.</param>
    /// <exception cref="InvalidOperationException">The file is open for reading, or the name is taken.</exception>
    public Hdf5Dataset Write(string path, IReadOnlyList<string> values)
    {
        var dataset = CreateStrings(path, values.Count);
        dataset.WriteStrings(values);
        return dataset;
    }

    private static NpyType NpyTypeOf(ScalarType type)
    {
        using var one = empty(0, dtype: type, device: CPU);
        return NpyArray.From(one).Type;
    }

    private Hdf5Dataset Create(string path, Hdf5Handle element, long[] shape, Hdf5Storage storage)
    {
        file.RequireWritable();
        string name = At(path);
        if (Contains(name))
        {
            throw new InvalidOperationException($"{file.Path}: there is something at '{name}' already.");
        }

        string where = $"{file.Path}, dataset '{name}'";
        int slash = name.LastIndexOf('/');
        CreateGroup($"/{name[..slash].Trim('/')}");
        using var parent = file.Locate(name[..slash]).Target;
        using var space = Space(shape, storage, where);
        using var properties = Layout(shape, storage, where);
        using var links = Links();
        using var made = Hdf5Library.Take(
            H5D.create(parent.Id, name[(slash + 1)..], element.Id, space.Id, links.Id, properties.Id),
            where,
            "it cannot be made");
        return Hdf5Dataset.Of(file, name, made);
    }

    private static Hdf5Handle Space(long[] shape, Hdf5Storage storage, string where)
    {
        if (!storage.Extendible)
        {
            return Hdf5Selection.Simple(shape, where);
        }

        ulong[] extents = Hdf5Selection.Unsigned(shape);
        ulong[] limits = [H5S.UNLIMITED, .. extents[1..]];
        return Hdf5Library.Take(H5S.create_simple(shape.Length, extents, limits), where, "its shape is not possible");
    }

    private static Hdf5Handle Layout(long[] shape, Hdf5Storage storage, string where)
    {
        var properties = Properties(H5P.DATASET_CREATE);
        if (storage.Chunks is { } chunks)
        {
            if (chunks.Count != shape.Length || chunks.Any(n => n < 1) || shape.Length == 0)
            {
                throw new ArgumentException(
                    $"{where}: expected {shape.Length} chunk extents from 1 up, one for each axis, got "
                    + $"[{string.Join(", ", chunks)}].",
                    nameof(storage));
            }

            Set(H5P.set_chunk(properties.Id, chunks.Count, Hdf5Selection.Unsigned(chunks)), where);
        }
        else if (storage.Extendible || storage.Gzip > 0 || storage.Shuffle)
        {
            throw new ArgumentException(
                $"{where}: expected chunks, which growth, gzip and shuffle need, got none.", nameof(storage));
        }

        if (storage.Shuffle)
        {
            Set(H5P.set_shuffle(properties.Id), where);
        }

        if (storage.Gzip > 0)
        {
            Set(H5P.set_deflate(properties.Id, (uint)storage.Gzip), where);
        }

        return properties;
    }

    // Without times, equal contents give equal files.
    private static Hdf5Handle Properties(long kind)
    {
        var properties = Hdf5Library.Take(H5P.create(kind), "HDF5 properties", "they cannot be made");
        Set(H5P.set_obj_track_times(properties.Id, 0), "HDF5 properties");
        return properties;
    }

    private static Hdf5Handle Links()
    {
        var properties = Hdf5Library.Take(H5P.create(H5P.LINK_CREATE), "HDF5 properties", "they cannot be made");
        Set(H5P.set_char_encoding(properties.Id, H5T.cset_t.UTF8), "HDF5 properties");
        return properties;
    }

    private static void Set(int result, string where) =>
        Hdf5Library.Check(result, where, "its layout is not possible");
}
