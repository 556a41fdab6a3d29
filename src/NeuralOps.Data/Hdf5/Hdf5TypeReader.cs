using System.Runtime.InteropServices;
using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>Describes the types of a file.</summary>
internal static class Hdf5TypeReader
{
    private const int MaxDepth = 16;
    private const int MaxShown = 8;

    public static Hdf5Type Describe(Hdf5Handle type, string where) => Describe(type, where, 0);

    /// <summary>The names of the members of a compound or enum, in its order.</summary>
    public static string[] MemberNames(Hdf5Handle type, string where)
    {
        int count = Hdf5Library.Check(H5T.get_nmembers(type.Id), where, "the members of its type cannot be read");
        var names = new string[count];
        for (uint i = 0; i < count; i++)
        {
            nint text = H5T.get_member_name(type.Id, i);
            names[i] = Marshal.PtrToStringUTF8(text)
                ?? throw Hdf5Library.Error(where, "the members of its type cannot be read");
            _ = H5.free_memory(text);
        }

        return names;
    }

    /// <summary>The type of a member of a compound.</summary>
    public static Hdf5Handle Member(Hdf5Handle type, int index, string where) => Hdf5Library.Take(
        H5T.get_member_type(type.Id, (uint)index), where, "the members of its type cannot be read");

    /// <summary>The type below an enum, sequence or array.</summary>
    public static Hdf5Handle Below(Hdf5Handle type, string where) =>
        Hdf5Library.Take(H5T.get_super(type.Id), where, "its type cannot be read");

    /// <summary>Extents of an array type.</summary>
    public static ulong[] Extents(Hdf5Handle type, string where)
    {
        int rank = Hdf5Library.Check(H5T.get_array_ndims(type.Id), where, "its array type cannot be read");
        ulong[] extents = new ulong[rank];
        Hdf5Library.Check(H5T.get_array_dims(type.Id, extents), where, "its array type cannot be read");
        return extents;
    }

    /// <summary>The type of a member, with the arrays around it left out.</summary>
    /// <param name="type">The type of the whole.</param>
    /// <param name="members">Names that lead to the member, outermost first.</param>
    /// <param name="where">Begins the error text.</param>
    /// <param name="throughArrays">Whether to leave out the array that the member itself may be.</param>
    public static Hdf5Handle Descend(
        Hdf5Handle type, ReadOnlySpan<string> members, string where, bool throughArrays = false)
    {
        bool isArray = H5T.get_class(type.Id) == H5T.class_t.ARRAY && (members.Length > 0 || throughArrays);
        if (isArray)
        {
            using var element = Below(type, where);
            return Descend(element, members, where, throughArrays);
        }

        if (members.IsEmpty)
        {
            return Hdf5Library.Take(H5T.copy(type.Id), where, "its type cannot be read");
        }

        using var member = Member(type, System.Array.IndexOf(MemberNames(type, where), members[0]), where);
        return Descend(member, members[1..], where, throughArrays);
    }

    private static Hdf5Type Describe(Hdf5Handle type, string where, int depth)
    {
        if (depth > MaxDepth)
        {
            throw FileError.At(where, $"its type is nested more than {MaxDepth} deep.");
        }

        var described = H5T.get_class(type.Id) switch
        {
            H5T.class_t.INTEGER => Integer(type),
            H5T.class_t.FLOAT => Real(type),
            H5T.class_t.BITFIELD => BitField(type),
            H5T.class_t.ENUM => Enumeration(type, where),
            H5T.class_t.STRING => Text(type),
            H5T.class_t.VLEN => Sequence(type, where, depth),
            H5T.class_t.ARRAY => Array(type, where, depth),
            H5T.class_t.COMPOUND => Compound(type, where, depth),
            H5T.class_t.REFERENCE when Size(type) == 8 => Plain(Hdf5TypeKind.Reference, "object reference"),
            H5T.class_t.REFERENCE => Plain(Hdf5TypeKind.Other, "region reference"),
            H5T.class_t.OPAQUE => Opaque(type),
            H5T.class_t.TIME => Plain(Hdf5TypeKind.Other, $"time{8 * Size(type)}"),
            var other => throw FileError.At(where, $"its type is of class {(int)other}, which is unknown."),
        };
        return described with { StoredSize = Size(type) };
    }

    private static long Size(Hdf5Handle type) => H5T.get_size(type.Id);

    private static Hdf5Type Plain(Hdf5TypeKind kind, string name, NpyType? element = null) =>
        new(kind, name, element, [], []);

    private static string Order(Hdf5Handle type) => Size(type) == 1 ? "" : H5T.get_order(type.Id) switch
    {
        H5T.order_t.BE => " big-endian",
        H5T.order_t.VAX => " VAX",
        _ => "",
    };

    private static Hdf5Type Integer(Hdf5Handle type)
    {
        bool signed = H5T.get_sign(type.Id) == H5T.sign_t.SGN_2;
        var kind = signed ? NpyKind.SignedInteger : NpyKind.UnsignedInteger;
        return Number($"{(signed ? "" : "u")}int", type, Holder(type) is { } size ? new NpyType(kind, size) : null);
    }

    private static Hdf5Type BitField(Hdf5Handle type) =>
        Number("bitfield", type, Holder(type) is { } size ? new NpyType(NpyKind.UnsignedInteger, size) : null);

    private static Hdf5Type Opaque(Hdf5Handle type) =>
        new(Hdf5TypeKind.Number, $"opaque[{Size(type)}]", new(NpyKind.UnsignedInteger, 1), [Size(type)], []);

    private static Hdf5Type Number(string name, Hdf5Handle type, NpyType? element) => Plain(
        element is null ? Hdf5TypeKind.Other : Hdf5TypeKind.Number,
        $"{name}{H5T.get_precision(type.Id)}{Order(type)}",
        element);

    // Bytes of the smallest machine integer that holds the type's.
    private static int? Holder(Hdf5Handle type) => Size(type) switch
    {
        1 => 1,
        2 => 2,
        3 or 4 => 4,
        > 4 and <= 8 => 8,
        _ => null,
    };

    private static Hdf5Type Real(Hdf5Handle type)
    {
        nint sign = 0, exponentAt = 0, exponent = 0, mantissaAt = 0, mantissa = 0;
        _ = H5T.get_fields(type.Id, ref sign, ref exponentAt, ref exponent, ref mantissaAt, ref mantissa);
        int size = exponent <= 5 && mantissa <= 10 ? 2 : exponent <= 8 && mantissa <= 23 ? 4 : 8;
        string name = $"float{H5T.get_precision(type.Id)}{Order(type)}";
        return Plain(Hdf5TypeKind.Number, (exponent, mantissa) == (8, 7) ? $"b{name}" : name, new(NpyKind.Real, size));
    }

    private static Hdf5Type Enumeration(Hdf5Handle type, string where)
    {
        using var below = Below(type, where);
        var integer = Integer(below);
        string[] names = MemberNames(type, where);
        bool isBool = names is ["FALSE", "TRUE"] && integer.Element?.ItemSize == 1
            && Value(type, 0) == 0 && Value(type, 1) == 1;
        return isBool
            ? Plain(Hdf5TypeKind.Number, "bool", new(NpyKind.Bool, 1))
            : integer with { Name = $"enum {{{Shown(names)}}} of {integer.Name}" };
    }

    private static unsafe byte Value(Hdf5Handle type, uint member)
    {
        byte value = byte.MaxValue;
        _ = H5T.get_member_value(type.Id, member, (nint)(&value));
        return value;
    }

    private static Hdf5Type Text(Hdf5Handle type) => Plain(
        Hdf5TypeKind.Text, H5T.is_variable_str(type.Id) > 0 ? "string" : $"string[{Size(type)}]");

    private static Hdf5Type Sequence(Hdf5Handle type, string where, int depth)
    {
        using var below = Below(type, where);
        var element = Describe(below, where, depth + 1);
        bool isRead = element is { Kind: Hdf5TypeKind.Number, Extents.Count: 0 };
        return Plain(
            isRead ? Hdf5TypeKind.Sequence : Hdf5TypeKind.Other,
            $"sequence of {element.Name}",
            isRead ? element.Element : null);
    }

    private static Hdf5Type Array(Hdf5Handle type, string where, int depth)
    {
        using var below = Below(type, where);
        var element = Describe(below, where, depth + 1);
        long[] extents = [.. Extents(type, where).Select(n => checked((long)n))];
        return element with
        {
            Name = $"{element.Name}[{string.Join(", ", extents)}]",
            Extents = [.. extents, .. element.Extents],
        };
    }

    private static Hdf5Type Compound(Hdf5Handle type, string where, int depth)
    {
        string[] names = MemberNames(type, where);
        var members = new Hdf5Type[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            using var member = Member(type, i, where);
            members[i] = Describe(member, where, depth + 1);
        }

        bool isComplex = names is ["r", "i"] && members[0].Name == members[1].Name
            && members[0] is { Element: { Kind: NpyKind.Real, ItemSize: 4 or 8 }, Extents.Count: 0 };
        return isComplex
            ? Number(members[0].Element!.Value.ItemSize)
            : new(
                Hdf5TypeKind.Compound,
                $"compound {{{Shown([.. names.Select((name, i) => $"{name} {members[i].Name}")])}}}",
                null,
                [],
                names);
    }

    private static Hdf5Type Number(int part) => Plain(
        Hdf5TypeKind.Number, $"complex{16 * part}", new NpyType(NpyKind.Complex, 2 * part));

    private static string Shown(string[] names) =>
        string.Join(", ", names.Take(MaxShown)) + (names.Length > MaxShown ? ", …" : "");
}
