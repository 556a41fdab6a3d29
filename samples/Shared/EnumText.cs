using System.CommandLine.Parsing;

namespace NeuralOps.Samples;

/// <summary>Reads enum values written as <c>mse_led</c> or <c>mse-led</c>.</summary>
internal static class EnumText
{
    /// <summary>The value of an option's token; an unknown one is an error that lists all.</summary>
    public static T? Parse<T>(ArgumentResult result)
        where T : struct, Enum
    {
        string text = result.Tokens[0].Value;
        foreach (T value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text.Replace("_", "").Replace("-", ""), StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        result.AddError($"Expected one of {string.Join(", ", Enum.GetValues<T>().Select(Of))}, got '{text}'.");
        return null;
    }

    /// <summary>The value as YAML and flags write it: <c>mse_led</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c)
            ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c)
            : c.ToString()));
}
