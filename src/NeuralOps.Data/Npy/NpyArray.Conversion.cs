using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

public sealed partial class NpyArray
{
    /// <summary>Makes an array of strings, stored as code points (<c>U</c>) of the longest one's length.</summary>
    /// <param name="values">The strings in C order; trailing zero characters are lost, as in NumPy.</param>
    /// <param name="shape">Extents; none for a single value.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many strings.</exception>
    public static NpyArray Create(string[] values, params ReadOnlySpan<long> shape)
    {
        RequireCount(values.Length, shape);
        byte[][] encoded = [.. values.Select(Encoding.UTF32.GetBytes)];
        int size = Math.Max(4, encoded.Max(e => (int?)e.Length) ?? 0);
        byte[] bytes = new byte[size * values.Length];
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i].CopyTo(bytes, i * size);
        }

        return new(new(NpyKind.Unicode, size), shape.ToArray(), false, bytes, "array in memory");
    }

    /// <summary>Copies a tensor of any device.</summary>
    /// <param name="tensor">Any type but bfloat16, which NumPy lacks.</param>
    /// <exception cref="ArgumentException">NumPy lacks the tensor's type.</exception>
    public static NpyArray From(Tensor tensor)
    {
        NpyType type = tensor.dtype switch
        {
            ScalarType.Bool => new(NpyKind.Bool, 1),
            ScalarType.Byte => new(NpyKind.UnsignedInteger, 1),
            ScalarType.Int8 => new(NpyKind.SignedInteger, 1),
            ScalarType.Int16 => new(NpyKind.SignedInteger, 2),
            ScalarType.Int32 => new(NpyKind.SignedInteger, 4),
            ScalarType.Int64 => new(NpyKind.SignedInteger, 8),
            ScalarType.Float16 => new(NpyKind.Real, 2),
            ScalarType.Float32 => new(NpyKind.Real, 4),
            ScalarType.Float64 => new(NpyKind.Real, 8),
            ScalarType.ComplexFloat32 => new(NpyKind.Complex, 8),
            ScalarType.ComplexFloat64 => new(NpyKind.Complex, 16),
            var other => throw new ArgumentException(
                $"NumPy has no type for {other}; convert the tensor first.", nameof(tensor)),
        };
        using var detached = tensor.detach();
        using var host = detached.cpu();
        using var dense = host.contiguous();
        return new(type, tensor.shape, false, dense.bytes.ToArray(), "array in memory");
    }

    /// <summary>Copies the elements into a new tensor on the CPU.</summary>
    /// <remarks>
    /// The type is the nearest one that holds every value: uint16 → Int32, uint32 → Int64, uint64 → Int64 (a value
    /// above 2⁶³−1 is refused); bool, int8…int64, uint8, float16, float32, float64, complex64 and complex128 keep
    /// theirs.
    /// </remarks>
    /// <exception cref="InvalidDataException">The array holds strings, or a uint64 too large for Int64.</exception>
    public Tensor ToTensor() => (Type.Kind, Type.ItemSize) switch
    {
        (NpyKind.Bool, _) => Copy(ScalarType.Bool),
        (NpyKind.SignedInteger, 1) => Copy(ScalarType.Int8),
        (NpyKind.SignedInteger, 2) => Copy(ScalarType.Int16),
        (NpyKind.SignedInteger, 4) => Copy(ScalarType.Int32),
        (NpyKind.SignedInteger, 8) => Copy(ScalarType.Int64),
        (NpyKind.UnsignedInteger, 1) => Copy(ScalarType.Byte),
        (NpyKind.UnsignedInteger, 2) => Copy(ScalarType.Int32, Widen<ushort, int>()),
        (NpyKind.UnsignedInteger, 4) => Copy(ScalarType.Int64, Widen<uint, long>()),
        (NpyKind.UnsignedInteger, 8) => Copy(ScalarType.Int64, Widen<ulong, long>()),
        (NpyKind.Real, 2) => Copy(ScalarType.Float16),
        (NpyKind.Real, 4) => Copy(ScalarType.Float32),
        (NpyKind.Real, 8) => Copy(ScalarType.Float64),
        (NpyKind.Complex, 8) => Copy(ScalarType.ComplexFloat32),
        (NpyKind.Complex, 16) => Copy(ScalarType.ComplexFloat64),
        _ => throw FileError.At(Source, $"strings ({Type.Descr}) have no tensor type; use ToStrings()."),
    };

    /// <summary>
    /// The elements as float32 in C order: real numbers rounded to nearest, integers likewise, bool as 0 and 1.
    /// </summary>
    /// <exception cref="InvalidDataException">The array holds complex numbers or strings.</exception>
    public float[] ToFloats() => (Type.Kind, Type.ItemSize) switch
    {
        (NpyKind.Bool, _) => Array.ConvertAll(ToArray<bool>(), b => b ? 1f : 0f),
        (NpyKind.SignedInteger, 1) => Widen<sbyte, float>(),
        (NpyKind.SignedInteger, 2) => Widen<short, float>(),
        (NpyKind.SignedInteger, 4) => Widen<int, float>(),
        (NpyKind.SignedInteger, 8) => Widen<long, float>(),
        (NpyKind.UnsignedInteger, 1) => Widen<byte, float>(),
        (NpyKind.UnsignedInteger, 2) => Widen<ushort, float>(),
        (NpyKind.UnsignedInteger, 4) => Widen<uint, float>(),
        (NpyKind.UnsignedInteger, 8) => Widen<ulong, float>(),
        (NpyKind.Real, 2) => Widen<Half, float>(),
        (NpyKind.Real, 4) => ToArray<float>(),
        (NpyKind.Real, 8) => Widen<double, float>(),
        _ => throw FileError.At(Source, $"expected real numbers, found {Type.Name}."),
    };

    /// <summary>
    /// The strings in C order, without the zeros that fill them up; bytes (<c>S</c>) are read as Latin-1.
    /// </summary>
    /// <exception cref="InvalidDataException">The array holds no strings, or one that is not Unicode.</exception>
    public string[] ToStrings()
    {
        if (!Type.IsText)
        {
            throw FileError.At(Source, $"expected strings, found {Type.Name}.");
        }

        var native = ToNative();
        string[] result = new string[Count];
        for (int i = 0; i < result.Length; i++)
        {
            var item = native.bytes.AsSpan(i * Type.ItemSize, Type.ItemSize);
            result[i] = Type.Kind == NpyKind.ByteString
                ? Encoding.Latin1.GetString(item.TrimEnd((byte)0))
                : CodePoints(item, i);
        }

        return result;
    }

    private string CodePoints(ReadOnlySpan<byte> item, int index)
    {
        var text = new StringBuilder();
        var points = MemoryMarshal.Cast<byte, uint>(item).TrimEnd(0u);
        foreach (uint point in points)
        {
            text.Append(Rune.IsValid(point) ? new Rune(point).ToString()
                : throw FileError.At(Source, $"string {index} holds 0x{point:X8}, which is no Unicode character."));
        }

        return text.ToString();
    }

    private TTo[] Widen<TFrom, TTo>()
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        var from = ToNative().AsSpan<TFrom>();
        var result = new TTo[from.Length];
        for (int i = 0; i < result.Length; i++)
        {
            try
            {
                result[i] = TTo.CreateChecked(from[i]);
            }
            catch (OverflowException e)
            {
                throw FileError.At(Source,
                    $"{Type.Name} value {from[i]} at element {i} does not fit {NpyType.Of<TTo>().Name}.", e);
            }
        }

        return result;
    }

    private Tensor Copy(ScalarType type) => Copy<byte>(type, ToNative().bytes);

    private Tensor Copy<T>(ScalarType type, T[] elements) where T : unmanaged
    {
        var tensor = empty(shape, dtype: type, device: CPU);
        MemoryMarshal.AsBytes(elements.AsSpan()).CopyTo(tensor.bytes);
        return tensor;
    }
}
