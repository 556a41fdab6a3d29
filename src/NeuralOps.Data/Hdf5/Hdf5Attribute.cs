using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>A named value of a group or dataset.</summary>
public sealed class Hdf5Attribute : Hdf5Array
{
    private readonly string owner;

    private Hdf5Attribute(
        Hdf5File file, string owner, string name, Hdf5Type type, IReadOnlyList<long> shape, string[] members)
        : base(file, name, type, members)
    {
        this.owner = owner;
        Shape = shape;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<long> Shape { get; }

    private protected override string Where => WhereOf(File, owner, Name);

    /// <summary>Reads numbers.</summary>
    /// <exception cref="InvalidDataException">They are none, or damaged.</exception>
    public NpyArray Read() => ReadNumbers([]);

    /// <summary>Reads strings, or the paths that references refer to, in C order.</summary>
    /// <exception cref="InvalidDataException">They are none, or damaged.</exception>
    public string[] ReadStrings() => ReadTexts([]);

    /// <summary>Reads sequences of numbers, in C order.</summary>
    /// <exception cref="InvalidDataException">They are none, or damaged.</exception>
    public NpyArray[] ReadSequences() => ReadRagged([]);

    /// <summary>One member of a compound.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is no such member.</exception>
    public Hdf5Attribute Member(string name) => new(File, owner, Name, MemberType(name), Shape, [.. Members, name]);

    /// <summary>File, owner and attribute as error texts begin.</summary>
    internal static string WhereOf(Hdf5File file, string owner, string name) =>
        $"{file.Path}, attribute '{name}' of '{owner}'";

    /// <summary>Looks an attribute of an open object up.</summary>
    internal static Hdf5Attribute Of(Hdf5File file, string owner, string name, Hdf5Handle target)
    {
        string where = WhereOf(file, owner, name);
        using var attribute = Hdf5Library.Take(H5A.open(target.Id, name), where, "it cannot be opened");
        using var type = Hdf5Access.TypeOf(attribute, where);
        using var space = Hdf5Access.SpaceOf(attribute, where);
        return new(
            file, owner, name, Hdf5TypeReader.Describe(type, where), Hdf5Selection.ShapeOf(space, where).Shape, []);
    }

    private protected override Hdf5Access Open(ReadOnlySpan<Hdf5Slice> selection)
    {
        var (target, file) = File.Locate(owner);
        using (target)
        {
            var attribute = Hdf5Library.Take(H5A.open(target.Id, Name), Where, "it cannot be opened");
            return new(attribute, selection, Members, File.LengthOf(file), WhereMember);
        }
    }
}
