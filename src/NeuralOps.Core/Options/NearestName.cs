namespace NeuralOps.Core;

/// <summary>Finds what a mistyped name was meant to be.</summary>
public static class NearestName
{
    /// <summary>The known name of least edit distance, or null where none is within two edits or a third of the name's
    /// length.</summary>
    /// <param name="name">The name that is not known.</param>
    /// <param name="known">The known names.</param>
    public static string? Of(string name, IEnumerable<string> known)
    {
        int limit = Math.Max(2, name.Length / 3);
        var near = known.Select(other => (Name: other, Distance: Distance(name, other))).OrderBy(pair => pair.Distance);
        return near.FirstOrDefault(pair => pair.Distance <= limit).Name;
    }

    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
