using System.Collections;
using System.Globalization;

namespace NeuralOps.Cli;

/// <summary>Values as people read them.</summary>
internal static class Figures
{
    /// <summary>Numbers with six digits, lists in brackets, nothing as a dash.</summary>
    public static string Text(object? value) => value switch
    {
        null => "-",
        string text => text,
        bool flag => flag ? "yes" : "no",
        double or float => ((IFormattable)value).ToString("G6", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IDictionary entries =>
            string.Join(", ", entries.Keys.Cast<object>().Select(key => $"{Text(key)} {Text(entries[key])}")),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        _ => value.ToString() ?? "",
    };

    /// <summary>An error beside a limit.</summary>
    public static string Error(double value) => value.ToString("0.0e+00", CultureInfo.InvariantCulture);
}
