using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>Values in an HDF5 file: a dataset, an attribute, or one member of either.</summary>
/// <remarks>
/// Holds no native handle: each call opens what it needs and releases it, under one lock for the whole process.
/// </remarks>
public abstract class Hdf5Array
{
    /// <summary>Deflate codes 258 bytes in two bits at best, so nothing stored grows by more than this.</summary>
    private const long MaxGrowth = 1032;

    /// <summary>What a file may claim whatever its size: fill values take no room in it.</summary>
    private const long FreeBytes = 16 << 20;

    private protected Hdf5Array(Hdf5File file, string name, Hdf5Type type, string[] members)
    {
        File = file;
        Name = name;
        Type = type;
        Members = members;
    }

    /// <summary>The dataset's path in the file, or the attribute's name.</summary>
    public string Name { get; }

    /// <summary>Type of the elements.</summary>
    public Hdf5Type Type { get; }

    /// <summary>Extents, outermost first; empty for a single value, [0] where there is no value at all.</summary>
    public abstract IReadOnlyList<long> Shape { get; }

    /// <summary>The file.</summary>
    private protected Hdf5File File { get; }

    /// <summary>File and name, which begin the error texts.</summary>
    private protected abstract string Where { get; }

    /// <summary>The dataset, or member, as error texts name it.</summary>
    private protected string WhereMember =>
        Members.Length == 0 ? Where : $"{Where}, member '{string.Join('.', Members)}'";

    /// <summary>Names of the member, outermost first; none for the whole.</summary>
    private protected string[] Members { get; }

    /// <summary>Opens what holds the values.</summary>
    private protected abstract Hdf5Access Open(ReadOnlySpan<Hdf5Slice> selection);

    private protected NpyArray ReadNumbers(ReadOnlySpan<Hdf5Slice> selection)
    {
        lock (Hdf5Library.Lock)
        {
            var element = RequireKind(Hdf5TypeKind.Number).Element!.Value;
            using var access = Open(selection);
            byte[] bytes = GC.AllocateUninitializedArray<byte>(Bytes(access, element.ItemSize));
            access.Read(bytes);
            return new(element, access.ShapeWith(Type.Extents), false, bytes, WhereMember);
        }
    }

    private protected Tensor ReadNumbersAsTensor(ReadOnlySpan<Hdf5Slice> selection)
    {
        if (ScalarTypeOf(RequireKind(Hdf5TypeKind.Number).Element!.Value) is not { } type)
        {
            return ReadNumbers(selection).ToTensor(); // unsigned integers are widened
        }

        lock (Hdf5Library.Lock)
        {
            using var access = Open(selection);
            Bytes(access, Type.Element!.Value.ItemSize);
            var tensor = empty(access.ShapeWith(Type.Extents), dtype: type, device: CPU);
            try
            {
                access.Read(tensor.bytes);
                NpyArray.RequireBooleans(Type.Element.Value, tensor.bytes, 0, WhereMember);
                return tensor;
            }
            catch
            {
                tensor.Dispose();
                throw;
            }
        }
    }

    private protected string[] ReadTexts(ReadOnlySpan<Hdf5Slice> selection)
    {
        lock (Hdf5Library.Lock)
        {
            bool refers = Type.Kind == Hdf5TypeKind.Reference;
            RequireKind(refers ? Hdf5TypeKind.Reference : Hdf5TypeKind.Text);
            using var access = Open(selection);
            if (refers)
            {
                byte[] references = new byte[Bytes(access, sizeof(ulong))];
                access.Read(references);
                return access.Paths(references);
            }

            var form = access.Text();
            byte[] bytes = new byte[Bytes(access, form.Size)];
            access.Read(bytes);
            return form.IsVariable
                ? access.Use(bytes, () => form.Decode(bytes, WhereMember))
                : form.Decode(bytes, WhereMember);
        }
    }

    private protected NpyArray[] ReadRagged(ReadOnlySpan<Hdf5Slice> selection)
    {
        lock (Hdf5Library.Lock)
        {
            var element = RequireKind(Hdf5TypeKind.Sequence).Element!.Value;
            using var access = Open(selection);
            byte[] bytes = new byte[Bytes(access, 2 * nint.Size)];
            access.Read(bytes);
            return access.Use(bytes, () => Copy(MemoryMarshal.Cast<byte, (nint Count, nint Start)>(bytes), element));
        }
    }

    /// <summary>The type of a member, behind the extents of the arrays around it.</summary>
    private protected Hdf5Type MemberType(string name)
    {
        if (!Type.Members.Contains(name))
        {
            throw FileError.At(WhereMember, $"expected a compound with a member '{name}', found {Type.Name}.");
        }

        lock (Hdf5Library.Lock)
        {
            using var access = Open([]);
            var type = access.Describe([.. Members, name]);
            return type with { Extents = [.. Type.Extents, .. type.Extents] };
        }
    }

    private unsafe NpyArray[] Copy(ReadOnlySpan<(nint Count, nint Start)> parts, NpyType element)
    {
        var result = new NpyArray[parts.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int size = checked((int)(parts[i].Count * element.ItemSize));
            byte[] values = new ReadOnlySpan<byte>((void*)parts[i].Start, size).ToArray();
            result[i] = new(element, [parts[i].Count], false, values, WhereMember);
        }

        return result;
    }

    private Hdf5Type RequireKind(Hdf5TypeKind kind) => Type.Kind == kind ? Type : throw FileError.At(
        WhereMember,
        Type.Kind switch
        {
            Hdf5TypeKind.Compound => $"expected {Words(kind)}, found {Type.Name}; read its members one by one.",
            Hdf5TypeKind.Other => $"elements of type {Type.Name} are not read.",
            _ => $"expected {Words(kind)}, found {Type.Name}.",
        });

    private static string Words(Hdf5TypeKind kind) => kind switch
    {
        Hdf5TypeKind.Number => "numbers",
        Hdf5TypeKind.Text => "strings",
        _ => "sequences of numbers",
    };

    private static ScalarType? ScalarTypeOf(NpyType type) => (type.Kind, type.ItemSize) switch
    {
        (NpyKind.Bool, _) => ScalarType.Bool,
        (NpyKind.SignedInteger, 1) => ScalarType.Int8,
        (NpyKind.SignedInteger, 2) => ScalarType.Int16,
        (NpyKind.SignedInteger, 4) => ScalarType.Int32,
        (NpyKind.SignedInteger, 8) => ScalarType.Int64,
        (NpyKind.UnsignedInteger, 1) => ScalarType.Byte,
        (NpyKind.Real, 2) => ScalarType.Float16,
        (NpyKind.Real, 4) => ScalarType.Float32,
        (NpyKind.Real, 8) => ScalarType.Float64,
        (NpyKind.Complex, 8) => ScalarType.ComplexFloat32,
        (NpyKind.Complex, 16) => ScalarType.ComplexFloat64,
        _ => null,
    };

    // No claim of a header makes this process take memory that the file could not fill.
    private int Bytes(Hdf5Access access, long itemSize)
    {
        var bytes = access.ShapeWith(Type.Extents).Aggregate((UInt128)itemSize, Times);
        if (bytes > MostOf(access.FileLength))
        {
            throw FileError.At(
                WhereMember,
                $"claims {bytes} bytes, more than its file of {access.FileLength} bytes can hold; read a part of it.");
        }

        return bytes <= (UInt128)Array.MaxLength ? (int)bytes : throw FileError.At(
            WhereMember, $"takes {bytes} bytes, more than the {Array.MaxLength} of one read; read a part of it.");
    }

    /// <summary>The most bytes that a file of a length can hold.</summary>
    private protected static UInt128 MostOf(long fileLength) => FreeBytes + (MaxGrowth * (UInt128)fileLength);

    private protected static UInt128 Times(UInt128 product, long factor) =>
        factor == 0 ? 0 : product > UInt128.MaxValue / (UInt128)factor ? UInt128.MaxValue : product * (UInt128)factor;
}
