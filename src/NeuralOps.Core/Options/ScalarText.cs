using System.Globalization;

namespace NeuralOps.Core;

/// <summary>Reads YAML scalars as the types that options use.</summary>
internal static class ScalarText
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly Dictionary<Type, string> Descriptions = new()
    {
        [typeof(bool)] = "true or false",
        [typeof(int)] = "a whole number",
        [typeof(long)] = "a whole number",
        [typeof(ulong)] = "a whole number from 0",
        [typeof(float)] = "a number",
        [typeof(double)] = "a number",
        [typeof(string)] = "a string",
    };

    public static bool Reads(Type type) => type.IsEnum || Descriptions.ContainsKey(type);

    public static string Describe(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", OptionsNames.Members(type).Keys)}" : Descriptions[type];

    public static bool TryRead(YamlScalar scalar, Type type, out object? value)
    {
        string text = scalar.Text;
        value = scalar switch
        {
            _ when type == typeof(string) => scalar.IsNull ? null : text,
            _ when type.IsEnum => OptionsNames.Members(type).GetValueOrDefault(text),
            _ when type == typeof(double) => Number(scalar),
            _ when type == typeof(float) => Single(scalar),
            { IsPlain: false } => null,
            _ when type == typeof(bool) => text is "true" ? true : text is "false" ? false : null,
            _ when type == typeof(int) => int.TryParse(text, Whole, Invariant, out int number) ? number : null,
            _ when type == typeof(long) => long.TryParse(text, Whole, Invariant, out long number) ? number : null,
            _ => ulong.TryParse(text, NumberStyles.None, Invariant, out ulong number) ? number : null,
        };
        return value is not null;
    }

    /// <summary>A number of YAML, or one of the three names that JSON needs quotes for.</summary>
    private static double? Number(YamlScalar scalar) => (scalar.Text, scalar.IsPlain) switch
    {
        (".inf" or "+.inf", true) or ("Infinity", false) => double.PositiveInfinity,
        ("-.inf", true) or ("-Infinity", false) => double.NegativeInfinity,
        (".nan", true) or ("NaN", false) => double.NaN,
        (_, false) => null,
        _ => double.TryParse(scalar.Text, NumberStyles.Float, Invariant, out double number) && double.IsFinite(number)
            ? number
            : null,
    };

    private static float? Single(YamlScalar scalar) =>
        Number(scalar) is { } number && double.IsFinite(number) == float.IsFinite((float)number) ? (float)number : null;
}
