using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>Types of elements in memory: those of <see cref="Hdf5Type.Element"/>, this machine's byte order.</summary>
internal static class Hdf5Memory
{
    private const string Failed = "its type has no counterpart in memory";

    /// <summary>The type of one number.</summary>
    public static Hdf5Handle Of(NpyType type) => (type.Kind, type.ItemSize) switch
    {
        (NpyKind.SignedInteger, 1) or (NpyKind.Bool, _) => Copy(H5T.NATIVE_INT8),
        (NpyKind.SignedInteger, 2) => Copy(H5T.NATIVE_INT16),
        (NpyKind.SignedInteger, 4) => Copy(H5T.NATIVE_INT32),
        (NpyKind.SignedInteger, 8) => Copy(H5T.NATIVE_INT64),
        (NpyKind.UnsignedInteger, 1) => Copy(H5T.NATIVE_UINT8),
        (NpyKind.UnsignedInteger, 2) => Copy(H5T.NATIVE_UINT16),
        (NpyKind.UnsignedInteger, 4) => Copy(H5T.NATIVE_UINT32),
        (NpyKind.UnsignedInteger, 8) => Copy(H5T.NATIVE_UINT64),
        (NpyKind.Real, 2) => Half(),
        (NpyKind.Real, 4) => Copy(H5T.NATIVE_FLOAT),
        (NpyKind.Real, 8) => Copy(H5T.NATIVE_DOUBLE),
        (NpyKind.Complex, _) => Complex(type.ItemSize / 2),
        _ => throw new ArgumentException($"HDF5 files are not written with elements of type {type.Name}."),
    };

    /// <summary>bool as h5py writes it: an enum of FALSE and TRUE.</summary>
    public static unsafe Hdf5Handle Bool()
    {
        using var below = Copy(H5T.NATIVE_INT8);
        var type = Take(H5T.enum_create(below.Id));
        sbyte no = 0, yes = 1;
        Check(H5T.enum_insert(type.Id, "FALSE", (nint)(&no)));
        Check(H5T.enum_insert(type.Id, "TRUE", (nint)(&yes)));
        return type;
    }

    /// <summary>Strings of variable length.</summary>
    public static Hdf5Handle Text(H5T.cset_t characters)
    {
        var type = Copy(H5T.C_S1);
        Check(H5T.set_size(type.Id, H5T.VARIABLE));
        Check(H5T.set_cset(type.Id, characters));
        return type;
    }

    /// <summary>The type in memory for one in a file, or for a member of it.</summary>
    /// <param name="stored">The type in the file.</param>
    /// <param name="members">Names of the member, outermost first; none for the whole.</param>
    /// <param name="where">Begins the error text.</param>
    public static Hdf5Handle For(Hdf5Handle stored, ReadOnlySpan<string> members, string where)
    {
        switch (H5T.get_class(stored.Id))
        {
            case H5T.class_t.ARRAY:
                using (var below = Hdf5TypeReader.Below(stored, where))
                using (var element = For(below, members, where))
                {
                    ulong[] extents = Hdf5TypeReader.Extents(stored, where);
                    return Take(H5T.array_create(element.Id, (uint)extents.Length, extents), where);
                }

            case H5T.class_t.COMPOUND when members.Length > 0:
                return Member(stored, members, where);
            case H5T.class_t.STRING:
                return H5T.is_variable_str(stored.Id) > 0 ? Text(H5T.get_cset(stored.Id)) : Copy(stored.Id);
            case H5T.class_t.OPAQUE or H5T.class_t.REFERENCE:
                return Copy(stored.Id);
            case H5T.class_t.BITFIELD:
                return BitField(stored);
            case H5T.class_t.VLEN:
                using (var below = Hdf5TypeReader.Below(stored, where))
                using (var element = For(below, [], where))
                {
                    return Take(H5T.vlen_create(element.Id), where);
                }

            default:
                return Of(Hdf5TypeReader.Describe(stored, where).Element ?? throw FileError.At(where, $"{Failed}."));
        }
    }

    private static Hdf5Handle Member(Hdf5Handle stored, ReadOnlySpan<string> members, string where)
    {
        int index = Array.IndexOf(Hdf5TypeReader.MemberNames(stored, where), members[0]);
        using var kept = Hdf5TypeReader.Member(stored, index, where);
        using var member = For(kept, members[1..], where);
        var type = Take(H5T.create(H5T.class_t.COMPOUND, H5T.get_size(member.Id)), where);
        Check(H5T.insert(type.Id, members[0], 0, member.Id));
        return type;
    }

    private static Hdf5Handle BitField(Hdf5Handle stored) => Copy(H5T.get_size(stored.Id) switch
    {
        1 => H5T.NATIVE_B8,
        2 => H5T.NATIVE_B16,
        3 or 4 => H5T.NATIVE_B32,
        _ => H5T.NATIVE_B64,
    });

    // IEEE 754 binary16: sign at bit 15, 5 bits of exponent, 10 of mantissa.
    private static Hdf5Handle Half()
    {
        var type = Copy(H5T.NATIVE_FLOAT);
        Check(H5T.set_fields(type.Id, 15, 10, 5, 0, 10));
        Check(H5T.set_size(type.Id, 2));
        Check(H5T.set_ebias(type.Id, 15));
        return type;
    }

    private static Hdf5Handle Complex(int part)
    {
        using var number = Of(new NpyType(NpyKind.Real, part));
        var type = Take(H5T.create(H5T.class_t.COMPOUND, 2 * part));
        Check(H5T.insert(type.Id, "r", 0, number.Id));
        Check(H5T.insert(type.Id, "i", part, number.Id));
        return type;
    }

    private static Hdf5Handle Copy(long type) => Take(H5T.copy(type));

    private static Hdf5Handle Take(long id, string where = "HDF5 type") => Hdf5Library.Take(id, where, Failed);

    private static void Check(int result) => Hdf5Library.Check(result, "HDF5 type", Failed);
}
