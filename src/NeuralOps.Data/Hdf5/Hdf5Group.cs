using System.Runtime.InteropServices;
using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>A group of named groups and datasets. Holds no native handle.</summary>
public sealed partial class Hdf5Group
{
    private readonly Hdf5File file;

    internal Hdf5Group(Hdf5File file, string name)
    {
        this.file = file;
        Name = name;
        Attributes = new Hdf5Attributes(file, name);
    }

    /// <summary>Path from the root.</summary>
    public string Name { get; }

    /// <summary>Its attributes.</summary>
    public Hdf5Attributes Attributes { get; }

    /// <summary>Names in the group, in order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (Hdf5Library.Lock)
            {
                using var target = file.Locate(Name).Target;
                return ListNames(target, file.Path);
            }
        }
    }

    /// <summary>Looks a group up.</summary>
    /// <param name="path">Path from here.</param>
    /// <exception cref="InvalidDataException">There is none, or it is something else.</exception>
    public Hdf5Group Group(string path) => Find(path, H5I.type_t.GROUP, (name, _) => new Hdf5Group(file, name));

    /// <summary>Looks a dataset up.</summary>
    /// <param name="path">Path from here.</param>
    /// <exception cref="InvalidDataException">There is none, or it is something else or damaged.</exception>
    public Hdf5Dataset Dataset(string path) =>
        Find(path, H5I.type_t.DATASET, (name, target) => Hdf5Dataset.Of(file, name, target));

    /// <summary>Whether there is a group or dataset.</summary>
    /// <param name="path">Path from here.</param>
    public bool Contains(string path)
    {
        lock (Hdf5Library.Lock)
        {
            try
            {
                using var target = file.Locate(At(path)).Target;
                return true;
            }
            catch (InvalidDataException)
            {
                return false; // a link that leads nowhere contains nothing
            }
        }
    }

    /// <summary>Names in an open group.</summary>
    internal static IReadOnlyList<string> ListNames(Hdf5Handle group, string where)
    {
        List<string> names = [];
        H5L.iterate_t collect = (_, name, ref _, _) =>
        {
            names.Add(Marshal.PtrToStringUTF8(name) ?? "");
            return 0;
        };
        ulong at = 0;
        int result = H5L.iterate(group.Id, H5.index_t.NAME, H5.iter_order_t.INC, ref at, collect, 0);
        Hdf5Library.Check(result, where, "the names in a group cannot be listed");
        return names;
    }

    private string At(string path) => $"{(path.StartsWith('/') || Name == "/" ? "" : Name)}/{path.Trim('/')}";

    private T Find<T>(string path, H5I.type_t kind, Func<string, Hdf5Handle, T> make)
    {
        lock (Hdf5Library.Lock)
        {
            string name = At(path);
            using var target = file.Locate(name).Target;
            string expected = kind == H5I.type_t.GROUP ? "a group" : "a dataset";
            return H5I.get_type(target.Id) == kind ? make(name, target)
                : throw FileError.At(file.Path, $"expected {expected} at '{name}', found {Hdf5Links.Kind(target)}.");
        }
    }
}
