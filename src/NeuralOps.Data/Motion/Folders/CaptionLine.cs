using System.Globalization;

namespace NeuralOps.Data;

/// <summary>
/// A line of <c>texts/&lt;id&gt;.txt</c>: <c>caption#word/TAG word/TAG …#start#end</c>. Zero for both times means the
/// whole clip, and so does <c>nan</c>, which published files have.
/// </summary>
/// <param name="Text">The caption.</param>
/// <param name="Tokens">Its words, each with its part of speech after a slash.</param>
/// <param name="Start">Where the described part begins, in seconds, from 0.</param>
/// <param name="End">Where it ends; 0 with a start of 0 for the whole clip.</param>
public sealed record CaptionLine(string Text, IReadOnlyList<string> Tokens, double Start, double End)
{
    private const char Separator = '#';
    private const string OtherWord = "/X";

    /// <summary>Whether it describes the whole clip.</summary>
    public bool IsWhole => Start == 0 && End == 0;

    /// <summary>A caption of a whole clip; the words get the tag X, for others.</summary>
    /// <param name="text">The caption, without <c>#</c> and line ends.</param>
    /// <exception cref="ArgumentException">The caption is empty, or has one of them.</exception>
    public static CaptionLine Whole(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.AsSpan().IndexOfAny(Separator, '\r', '\n') >= 0)
        {
            throw new ArgumentException(
                $"Expected a caption of one line without '{Separator}', got '{TextSource.Shown(text)}'.", nameof(text));
        }

        string[] words = text.ToLowerInvariant().Split(
            [' ', '\t', '.', ',', ';', ':', '!', '?', '"', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        return new(text, [.. words.Select(word => word.Replace('/', '-') + OtherWord)], 0, 0);
    }

    /// <summary>Reads the captions of a clip.</summary>
    /// <param name="path">The file; empty lines are left out.</param>
    /// <exception cref="InvalidDataException">A line has not four parts or no caption, a word no tag, a time is none,
    /// or the file is not in UTF-8; the message names the line.</exception>
    public static IReadOnlyList<CaptionLine> ReadFile(string path) =>
        [.. TextSource.LinesOf(path).Select(line => Parse(line.Line, line.Where))];

    /// <summary>The line as the file has it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Text}#{string.Join(' ', Tokens)}#{Start:0.0##}#{End:0.0##}");

    private static CaptionLine Parse(string line, string where)
    {
        string[] parts = line.Split(Separator);
        if (parts.Length != 4)
        {
            throw FileError.At(
                where, $"expected caption#tokens#start#end, found {parts.Length} parts in '{TextSource.Shown(line)}'.");
        }

        string text = parts[0].Trim();
        if (text.Length == 0)
        {
            throw FileError.At(where, $"expected a caption, found none in '{TextSource.Shown(line)}'.");
        }

        string[] tokens = parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? untagged = tokens.FirstOrDefault(token => !token.Contains('/'));
        if (untagged is not null)
        {
            throw FileError.At(where, $"expected tokens as walk/VERB, found '{TextSource.Shown(untagged)}'.");
        }

        double start = Seconds(parts[2], "start", where), end = Seconds(parts[3], "end", where);
        return start < end || (start == 0 && end == 0)
            ? new(text, tokens, start, end)
            : throw FileError.At(where, $"expected an end after the start, found {start} s to {end} s.");
    }

    private static double Seconds(string word, string name, string where)
    {
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && (double.IsNaN(value) || value is >= 0 and <= 1e6))
        {
            return double.IsNaN(value) ? 0 : value;
        }

        throw FileError.At(where, $"expected the {name} in seconds, from 0, found '{TextSource.Shown(word.Trim())}'.");
    }
}
