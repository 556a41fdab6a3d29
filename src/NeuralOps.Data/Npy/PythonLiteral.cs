using System.Globalization;
using System.Text;

namespace NeuralOps.Data;

/// <summary>
/// Reads the Python literal that is the header of an NPY file: dictionaries, tuples (<c>object[]</c>), lists, strings,
/// integers (with the <c>L</c> of Python 2), True and False; nothing else, nested at most 32 deep.
/// </summary>
internal ref struct PythonLiteral
{
    private const int MaxDepth = 32;
    private readonly ReadOnlySpan<char> text;
    private int at;

    private PythonLiteral(ReadOnlySpan<char> text) => this.text = text;

    /// <exception cref="FormatException">The text is no such literal; the message says where.</exception>
    public static object Parse(ReadOnlySpan<char> text)
    {
        var reader = new PythonLiteral(text);
        object value = reader.Value(0);
        reader.SkipSpace();
        return reader.at == text.Length ? value : throw reader.Expected("the end");
    }

    /// <summary>A value as an error message shows it.</summary>
    public static string Show(object value) => value switch
    {
        string s => $"'{s}'",
        bool b => b ? "True" : "False",
        long n => n.ToString(CultureInfo.InvariantCulture),
        object[] tuple => $"({string.Join(", ", tuple.Select(Show))}{(tuple.Length == 1 ? "," : "")})",
        List<object> list => $"[{string.Join(", ", list.Select(Show))}]",
        _ => "a dictionary",
    };

    private object Value(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException(Invariant($"nested more than {MaxDepth} deep at character {at}"));
        }

        SkipSpace();
        switch (Peek())
        {
            case '{': return Dictionary(depth);
            case '(': return Tuple(depth);
            case '[': return Items(']', depth, out _);
            case '\'' or '"': return Text();
            case '-' or (>= '0' and <= '9'): return Integer();
            default: return Word();
        }
    }

    private Dictionary<string, object> Dictionary(int depth)
    {
        var result = new Dictionary<string, object>();
        at++;
        while (!Take('}'))
        {
            SkipSpace();
            string key = Peek() is '\'' or '"' ? Text() : throw Expected("a quoted key or '}'");
            if (!Take(':'))
            {
                throw Expected("':'");
            }

            if (!result.TryAdd(key, Value(depth + 1)))
            {
                throw new FormatException($"key '{key}' appears twice");
            }

            if (!Take(',') && Peek() != '}')
            {
                throw Expected("',' or '}'");
            }
        }

        return result;
    }

    private object Tuple(int depth)
    {
        var items = Items(')', depth, out bool comma);
        return items.Count == 1 && !comma ? items[0] : items.ToArray();
    }

    private List<object> Items(char close, int depth, out bool comma)
    {
        var items = new List<object>();
        at++;
        comma = false;
        while (!Take(close))
        {
            items.Add(Value(depth + 1));
            comma = Take(',');
            if (!comma && Peek() != close)
            {
                throw Expected($"',' or '{close}'");
            }
        }

        return items;
    }

    private string Text()
    {
        char quote = text[at++];
        var result = new StringBuilder();
        while (Peek() != quote)
        {
            char c = Peek();
            if (c is '\0' or '\n')
            {
                throw Expected($"the closing {quote}");
            }

            at++;
            result.Append(c == '\\' ? Escape() : c);
        }

        at++;
        return result.ToString();
    }

    private char Escape()
    {
        char c = Peek();
        at++;
        return c switch
        {
            '\\' or '\'' or '"' => c,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'x' => Hexadecimal(2),
            'u' => Hexadecimal(4),
            _ => throw new FormatException(Invariant($"unknown escape at character {at - 2}")),
        };
    }

    private char Hexadecimal(int digits)
    {
        int end = Math.Min(at + digits, text.Length);
        if (!ushort.TryParse(text[at..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort c))
        {
            throw Expected(Invariant($"{digits} hexadecimal digits"));
        }

        at = end;
        return (char)c;
    }

    private long Integer()
    {
        int start = at++;
        while (char.IsAsciiDigit(Peek()))
        {
            at++;
        }

        if (!long.TryParse(
            text[start..at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            throw new FormatException(
                Invariant($"'{text[start..at].ToString()}' at character {start} is no 64-bit integer"));
        }

        at += Peek() == 'L' ? 1 : 0;
        return value;
    }

    private bool Word()
    {
        int start = at;
        while (char.IsAsciiLetter(Peek()))
        {
            at++;
        }

        switch (text[start..at])
        {
            case "True":
                return true;
            case "False":
                return false;
            default:
                at = start;
                throw Expected("a value");
        }
    }

    private bool Take(char c)
    {
        SkipSpace();
        bool found = Peek() == c;
        at += found ? 1 : 0;
        return found;
    }

    private readonly char Peek() => at < text.Length ? text[at] : '\0';

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
        {
            at++;
        }
    }

    private readonly FormatException Expected(string what)
    {
        string found = at == text.Length ? "the end"
            : char.IsControl(text[at]) ? Invariant($"0x{(int)text[at]:X2}")
            : $"'{text[at]}'";
        return new(Invariant($"expected {what} at character {at}, found {found}"));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
