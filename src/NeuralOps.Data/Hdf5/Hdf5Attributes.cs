using System.Runtime.InteropServices;
using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>The attributes of a group or dataset.</summary>
public sealed class Hdf5Attributes
{
    private readonly Hdf5File file;
    private readonly string owner;

    internal Hdf5Attributes(Hdf5File file, string owner)
    {
        this.file = file;
        this.owner = owner;
    }

    /// <summary>Names of the attributes, in order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (Hdf5Library.Lock)
            {
                using var target = file.Locate(owner).Target;
                return ListNames(target, Where);
            }
        }
    }

    /// <summary>An attribute.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is no such attribute, or it is damaged.</exception>
    public Hdf5Attribute this[string name]
    {
        get
        {
            lock (Hdf5Library.Lock)
            {
                using var target = file.Locate(owner).Target;
                return H5A.exists(target.Id, name) > 0 ? Hdf5Attribute.Of(file, owner, name, target)
                    : throw FileError.At(
                        Where, $"no attribute '{name}'; found {Hdf5File.Quoted(ListNames(target, Where))}.");
            }
        }
    }

    private string Where => $"{file.Path}, '{owner}'";

    /// <summary>Whether there is an attribute.</summary>
    /// <param name="name">Its name.</param>
    public bool Contains(string name)
    {
        lock (Hdf5Library.Lock)
        {
            using var target = file.Locate(owner).Target;
            return H5A.exists(target.Id, name) > 0;
        }
    }

    /// <summary>Reads numbers.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <exception cref="InvalidDataException">There is no such attribute, or it holds none.</exception>
    public NpyArray Read(string name) => this[name].Read();

    /// <summary>Reads one string.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <exception cref="InvalidDataException">There is no such attribute, or it does not hold one string.</exception>
    public string ReadString(string name) => ReadStrings(name) is [var text] ? text : throw One("string", name);

    /// <summary>Reads strings, in C order.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <exception cref="InvalidDataException">There is no such attribute, or it holds none.</exception>
    public string[] ReadStrings(string name) => this[name].ReadStrings();

    /// <summary>Reads one integer.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <exception cref="InvalidDataException">There is no such attribute, or it does not hold one integer.</exception>
    public long ReadInteger(string name)
    {
        var array = Read(name);
        if (array.Count != 1 || array.Type.Kind is not (NpyKind.SignedInteger or NpyKind.UnsignedInteger))
        {
            throw One("integer", name);
        }

        using var stored = array.ToTensor();
        using var value = stored.to_type(TorchSharp.torch.ScalarType.Int64);
        return value.item<long>();
    }

    /// <summary>Reads one real number, or one integer as such.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <exception cref="InvalidDataException">There is no such attribute, or it does not hold one number.</exception>
    public double ReadNumber(string name)
    {
        var array = Read(name);
        return array.Count != 1 || array.Type.Kind is NpyKind.Complex or NpyKind.Bool
            ? throw One("real number", name)
            : array.Type == NpyType.Of<double>() ? array.AsSpan<double>()[0] : array.ToFloats()[0];
    }

    /// <summary>Writes a string, in place of an attribute of that name.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <param name="value">Without zero characters; they would end it.</param>
    /// <exception cref="InvalidOperationException">The file is open for reading.</exception>
    public void Write(string name, string value) => WriteTexts(name, [value], []);

    /// <summary>Writes a list of strings, in place of an attribute of that name.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <param name="values">Without zero characters; they would end them.</param>
    /// <exception cref="InvalidOperationException">The file is open for reading.</exception>
    public void Write(string name, IReadOnlyList<string> values) => WriteTexts(name, values, [values.Count]);

    /// <summary>Writes an integer, in place of an attribute of that name.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <param name="value">The integer.</param>
    /// <exception cref="InvalidOperationException">The file is open for reading.</exception>
    public void Write(string name, long value) => Write(name, NpyArray.Create(new[] { value }));

    /// <summary>Writes a real number, in place of an attribute of that name.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">The file is open for reading.</exception>
    public void Write(string name, double value) => Write(name, NpyArray.Create(new[] { value }));

    /// <summary>Writes numbers, in place of an attribute of that name.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <param name="values">Numbers of any type and shape, at most 64 KiB.</param>
    /// <exception cref="InvalidOperationException">The file is open for reading.</exception>
    /// <exception cref="ArgumentException">The array holds strings.</exception>
    public void Write(string name, NpyArray values)
    {
        lock (Hdf5Library.Lock)
        {
            using var type = values.Type.Kind == NpyKind.Bool ? Hdf5Memory.Bool() : Hdf5Memory.Of(values.Type);
            WriteBytes(name, type, values.Shape, values.ToNative().Bytes);
        }
    }

    private static List<string> ListNames(Hdf5Handle target, string where)
    {
        List<string> names = [];
        H5A.operator_t collect = (_, name, ref _, _) =>
        {
            names.Add(Marshal.PtrToStringUTF8(name) ?? "");
            return 0;
        };
        ulong at = 0;
        int result = H5A.iterate(target.Id, H5.index_t.NAME, H5.iter_order_t.INC, ref at, collect, 0);
        Hdf5Library.Check(result, where, "its attributes cannot be listed");
        return names;
    }

    private InvalidDataException One(string what, string name)
    {
        var attribute = this[name];
        return FileError.At(
            Hdf5Attribute.WhereOf(file, owner, name),
            $"expected one {what}, found {attribute.Type.Name} of shape [{string.Join(", ", attribute.Shape)}].");
    }

    private void WriteTexts(string name, IReadOnlyList<string> values, long[] shape)
    {
        lock (Hdf5Library.Lock)
        {
            using var type = Hdf5Memory.Text(H5T.cset_t.UTF8);
            using var texts = new Hdf5Texts(values);
            WriteBytes(name, type, shape, texts.Pointers);
        }
    }

    private void WriteBytes(string name, Hdf5Handle type, IReadOnlyList<long> shape, ReadOnlySpan<byte> bytes)
    {
        file.RequireWritable();
        string where = Hdf5Attribute.WhereOf(file, owner, name);
        using var target = file.Locate(owner).Target;
        if (H5A.exists(target.Id, name) > 0)
        {
            Hdf5Library.Check(H5A.delete(target.Id, name), where, "it cannot be replaced");
        }

        using var space = Hdf5Selection.Simple([.. shape], where);
        var made = Hdf5Library.Take(H5A.create(target.Id, name, type.Id, space.Id), where, "it cannot be made");
        using var access = new Hdf5Access(made, [], [], long.MaxValue, where);
        access.Write(bytes);
    }
}
