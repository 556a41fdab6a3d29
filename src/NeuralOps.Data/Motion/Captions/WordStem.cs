namespace NeuralOps.Data;

/// <summary>Words without their commonest English endings, so that "walks", "walked" and "walking" meet.</summary>
internal static class WordStem
{
    private static readonly string[] Endings = ["ingly", "edly", "ing", "ed", "ly", "es", "s"];

    /// <summary>Stems of the words of a text, which are its runs of letters and digits in lower case.</summary>
    public static List<string> AllOf(string text)
    {
        var stems = new List<string>();
        int start = -1;
        for (int at = 0; at <= text.Length; at++)
        {
            bool inWord = at < text.Length && char.IsLetterOrDigit(text[at]);
            if (inWord && start < 0)
            {
                start = at;
            }
            else if (!inWord && start >= 0)
            {
                stems.Add(Of(text[start..at].ToLowerInvariant()));
                start = -1;
            }
        }

        return stems;
    }

    /// <summary>Takes off one ending that leaves at least three letters, then a doubled last consonant and a last
    /// e.</summary>
    public static string Of(string word)
    {
        string? ending = Array.Find(Endings,
            end => word.EndsWith(end, StringComparison.Ordinal) && word.Length - end.Length >= 3);
        string stem = ending is null || word.EndsWith("ss", StringComparison.Ordinal) ? word : word[..^ending.Length];
        if (stem.Length < word.Length && stem.Length > 3 && stem[^1] == stem[^2] && !"aeiousl".Contains(stem[^1]))
        {
            stem = stem[..^1];
        }

        return stem.Length > 3 && stem[^1] == 'e' ? stem[..^1] : stem;
    }
}
