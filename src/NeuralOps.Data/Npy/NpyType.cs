using System.Globalization;
using System.Numerics;

namespace NeuralOps.Data;

/// <summary>The element type of a NumPy array, as its <c>descr</c> names it.</summary>
/// <param name="Kind">What an element is.</param>
/// <param name="ItemSize">Bytes of one element, at least 1.</param>
/// <param name="BigEndian">Whether the bytes of a number, or of a code point, come most significant first.</param>
public readonly record struct NpyType(NpyKind Kind, int ItemSize, bool BigEndian = false)
{
    private const string Codes = "biufcSU";

    /// <summary>
    /// The <c>descr</c> string NumPy writes, for instance <c>&lt;f4</c>, <c>|u1</c> or <c>&gt;U3</c>.
    /// </summary>
    public string Descr => string.Create(CultureInfo.InvariantCulture, $"{OrderMark}{Codes[(int)Kind]}{Length}");

    /// <summary>NumPy's name of the type, for instance <c>float32</c>; strings give their <c>descr</c>.</summary>
    public string Name => Kind switch
    {
        NpyKind.Bool => "bool",
        NpyKind.SignedInteger => Invariant($"int{ItemSize * 8}"),
        NpyKind.UnsignedInteger => Invariant($"uint{ItemSize * 8}"),
        NpyKind.Real => Invariant($"float{ItemSize * 8}"),
        NpyKind.Complex => Invariant($"complex{ItemSize * 8}"),
        _ => Descr,
    };

    /// <summary>Whether the type is a string.</summary>
    public bool IsText => Kind is NpyKind.ByteString or NpyKind.Unicode;

    /// <summary>Bytes that are swapped together: a component of a complex number, a code point of a string.</summary>
    internal int SwapUnit => Kind switch
    {
        NpyKind.Complex => ItemSize / 2,
        NpyKind.Unicode => 4,
        NpyKind.ByteString => 1,
        _ => ItemSize,
    };

    private int Length => Kind == NpyKind.Unicode ? ItemSize / 4 : ItemSize;

    private char OrderMark => SwapUnit == 1 ? '|' : BigEndian ? '>' : '<';

    /// <summary>The type that stores elements of <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">
    /// bool, an integer of 1 to 8 bytes, Half, float, double, (float, float) or Complex.
    /// </typeparam>
    /// <exception cref="NotSupportedException">NumPy has no such element.</exception>
    public static NpyType Of<T>() where T : unmanaged => Find(typeof(T))
        ?? throw new NotSupportedException($"NPY files have no element type for {typeof(T)}.");

    internal static NpyType? Find(Type type) => type switch
    {
        _ when type == typeof(bool) => new(NpyKind.Bool, 1),
        _ when type == typeof(sbyte) => new(NpyKind.SignedInteger, 1),
        _ when type == typeof(short) => new(NpyKind.SignedInteger, 2),
        _ when type == typeof(int) => new(NpyKind.SignedInteger, 4),
        _ when type == typeof(long) => new(NpyKind.SignedInteger, 8),
        _ when type == typeof(byte) => new(NpyKind.UnsignedInteger, 1),
        _ when type == typeof(ushort) => new(NpyKind.UnsignedInteger, 2),
        _ when type == typeof(uint) => new(NpyKind.UnsignedInteger, 4),
        _ when type == typeof(ulong) => new(NpyKind.UnsignedInteger, 8),
        _ when type == typeof(Half) => new(NpyKind.Real, 2),
        _ when type == typeof(float) => new(NpyKind.Real, 4),
        _ when type == typeof(double) => new(NpyKind.Real, 8),
        _ when type == typeof((float, float)) => new(NpyKind.Complex, 8),
        _ when type == typeof(Complex) => new(NpyKind.Complex, 16),
        _ => null,
    };

    /// <summary>Reads the <c>descr</c> entry of a header; what this package does not read is refused by name.</summary>
    internal static NpyType Parse(object descr, string where)
    {
        if (descr is not string text)
        {
            throw descr is List<object> fields
                ? FileError.At(where,
                    $"structured arrays are not read (fields {FieldNames(fields)}); "
                    + "save each field as an array of its own.")
                : FileError.At(where, $"'descr' must be a string, found {PythonLiteral.Show(descr)}.");
        }

        bool marked = text.Length > 0 && "<>|=".Contains(text[0], StringComparison.Ordinal);
        bool big = marked && text[0] == '>';
        string code = marked ? text[1..] : text;
        code = code == "?" ? "b1" : code;
        RefuseByName(code, text, where);
        int kind = code.Length > 0 ? Codes.IndexOf(code[0], StringComparison.Ordinal) : -1;
        bool sized = int.TryParse(
            code.AsSpan(Math.Min(1, code.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out int size);
        if (kind < 0 || !sized || !IsSize((NpyKind)kind, size))
        {
            throw FileError.At(where, $"unknown element type '{text}'.");
        }

        var type = new NpyType((NpyKind)kind, (NpyKind)kind == NpyKind.Unicode ? size * 4 : size);
        return type with { BigEndian = big && type.SwapUnit > 1 };
    }

    private static void RefuseByName(string code, string text, string where)
    {
        string? name = code switch
        {
            ['O', ..] => "object arrays hold pickled Python objects and",
            ['M', ..] => "datetime64 arrays",
            ['m', ..] => "timedelta64 arrays",
            ['V', ..] => "arrays of raw bytes (void)",
            "f10" or "f12" or "f16" or "c20" or "c24" or "c32" => "long double arrays differ between machines and",
            _ => null,
        };
        if (name is not null)
        {
            throw FileError.At(where, $"{name} are not read ('{text}').");
        }
    }

    private static bool IsSize(NpyKind kind, int size) => kind switch
    {
        NpyKind.Bool => size == 1,
        NpyKind.SignedInteger or NpyKind.UnsignedInteger => size is 1 or 2 or 4 or 8,
        NpyKind.Real => size is 2 or 4 or 8,
        NpyKind.Complex => size is 8 or 16,
        _ => size is > 0 and <= int.MaxValue / 4,
    };

    private static string FieldNames(List<object> fields) => string.Join(", ",
        fields.Select(f => f is object[] { Length: > 0 } field ? PythonLiteral.Show(field[0]) : "?"));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
