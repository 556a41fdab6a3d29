using System.Globalization;
using System.Text.Json;
using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

/// <summary>What NumPy reads from a fixture, from expected.json.</summary>
internal sealed record ExpectedArray(string Descr, bool FortranOrder, string Name, long[] Shape, JsonElement Values)
{
    private static readonly JsonDocument Document =
        JsonDocument.Parse(File.ReadAllBytes(Fixtures.PathOf("npy", "expected.json")));

    public static JsonElement Statistics => Document.RootElement.GetProperty("statistics");

    public static IEnumerable<string> Files =>
        Document.RootElement.GetProperty("files").EnumerateObject().Select(p => p.Name);

    public static IEnumerable<(string Name, ExpectedArray Array)> Of(string file) =>
        Document.RootElement.GetProperty("files").GetProperty(file).EnumerateObject()
            .Select(p => (p.Name, From(p.Value)));

    public void RequireEqual(NpyArray actual)
    {
        Assert.Equal(Descr, actual.Type.Descr);
        Assert.Equal(FortranOrder, actual.FortranOrder);
        Assert.Equal(Shape, actual.Shape);
        Assert.Equal(
            Name.StartsWith("str", StringComparison.Ordinal) || Name.StartsWith("bytes", StringComparison.Ordinal)
                ? Descr
                : Name,
            actual.Type.Name);
        string[] expected = [.. Values.EnumerateArray().Select(Text)];
        Assert.Equal(expected, Texts(actual));
    }

    public double[] Doubles() => [.. Values.EnumerateArray().Select(v => v.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String => ParseSpecial(v.GetString()!),
        _ => v.GetDouble(),
    })];

    private static ExpectedArray From(JsonElement e) => new(
        e.GetProperty("descr").GetString()!,
        e.GetProperty("fortran_order").GetBoolean(),
        e.GetProperty("name").GetString()!,
        [.. e.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())],
        e.GetProperty("values"));

    private string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => $"{Real(value[0].GetDouble())} {Real(value[1].GetDouble())}",
        JsonValueKind.String when Descr.Contains('f', StringComparison.Ordinal) =>
            Real(ParseSpecial(value.GetString()!)),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when Descr.Contains('f', StringComparison.Ordinal) => Real(value.GetDouble()),
        _ => value.GetRawText(),
    };

    private static double ParseSpecial(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.NaN,
    };

    private static string[] Texts(NpyArray a) => (a.Type.Kind, a.Type.ItemSize) switch
    {
        (NpyKind.Bool, _) => Each<bool>(a, b => b ? "true" : "false"),
        (NpyKind.SignedInteger, 1) => Each<sbyte>(a, Whole),
        (NpyKind.SignedInteger, 2) => Each<short>(a, Whole),
        (NpyKind.SignedInteger, 4) => Each<int>(a, Whole),
        (NpyKind.SignedInteger, 8) => Each<long>(a, Whole),
        (NpyKind.UnsignedInteger, 1) => Each<byte>(a, Whole),
        (NpyKind.UnsignedInteger, 2) => Each<ushort>(a, Whole),
        (NpyKind.UnsignedInteger, 4) => Each<uint>(a, Whole),
        (NpyKind.UnsignedInteger, 8) => Each<ulong>(a, Whole),
        (NpyKind.Real, 2) => Each<Half>(a, x => Real((double)x)),
        (NpyKind.Real, 4) => Each<float>(a, x => Real(x)),
        (NpyKind.Real, 8) => Each<double>(a, Real),
        (NpyKind.Complex, 8) => Each<(float Real, float Imaginary)>(a, z => $"{Real(z.Real)} {Real(z.Imaginary)}"),
        (NpyKind.Complex, 16) => Each<System.Numerics.Complex>(a, z => $"{Real(z.Real)} {Real(z.Imaginary)}"),
        _ => a.ToStrings(),
    };

    private static string[] Each<T>(NpyArray array, Func<T, string> text) where T : unmanaged =>
        [.. array.ToArray<T>().Select(text)];

    private static string Whole<T>(T value) where T : IFormattable =>
        value.ToString(null, CultureInfo.InvariantCulture);

    private static string Real(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
