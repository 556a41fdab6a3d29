using System.Globalization;
using System.Text;

namespace NeuralOps.Data;

/// <summary>The words of a text file line by line, and errors that name file and line.</summary>
internal sealed class TextSource : IDisposable
{
    private const double Largest = 1e9;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly StreamReader reader;
    private readonly char? comment;
    private int next;

    /// <param name="path">The file.</param>
    /// <param name="comment">Lines that begin with it are left out.</param>
    public TextSource(string path, char? comment = null)
    {
        reader = new StreamReader(path);
        Path = path;
        this.comment = comment;
    }

    public string Path { get; }

    /// <summary>The current line's number, from 1; 0 before the first.</summary>
    public int Line { get; private set; }

    /// <summary>The current line's words.</summary>
    public string[] Words { get; private set; } = [];

    /// <summary>Goes to the next line that has words.</summary>
    public bool NextLine()
    {
        while (reader.ReadLine() is { } line)
        {
            Line++;
            Words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            next = 0;
            if (Words.Length > 0 && Words[0][0] != comment)
            {
                return true;
            }
        }

        (Words, next) = ([], 0);
        return false;
    }

    /// <summary>Goes to the next line, which must be.</summary>
    public void RequireLine(string expected)
    {
        if (!NextLine())
        {
            throw Error(expected, "the end of the file");
        }
    }

    /// <summary>The next word, on this line or a later one.</summary>
    public string Word(string expected)
    {
        if (next >= Words.Length)
        {
            RequireLine(expected);
        }

        return Words[next++];
    }

    public double Number(string expected) => Number(Word(expected), expected);

    /// <summary>A word as a finite number.</summary>
    public double Number(string word, string expected) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && Math.Abs(value) <= Largest
            ? value
            : throw Error($"{expected}, a number up to 1e9", $"'{Shown(word)}'");

    public int Count(string word, string expected) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Error(expected, $"'{Shown(word)}'");

    public InvalidDataException Error(string expected, string found) => Error($"expected {expected}, found {found}.");

    public InvalidDataException Error(string what) => FileError.At($"{Path}, line {Line}", what);

    /// <summary>The lines of a file that are not blank, each with the place that errors name.</summary>
    public static List<(string Line, string Where)> LinesOf(string path)
    {
        List<(string, string)> lines = [];
        int number = 0;
        try
        {
            foreach (string line in File.ReadLines(path, Strict))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    lines.Add((line, $"{path}, line {number}"));
                }
            }
        }
        catch (DecoderFallbackException e)
        {
            throw FileError.At(path, "expected text in UTF-8, found other bytes.", e);
        }

        return lines;
    }

    /// <summary>A word of a file for an error text: short, and on one line.</summary>
    public static string Shown(string word)
    {
        const int Most = 40;
        string text = string.Concat(word.Take(Most).Select(c => char.IsControl(c) ? '?' : c));
        return word.Length > Most ? text + "…" : text;
    }

    public void Dispose() => reader.Dispose();
}
