using System.Text.Json;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// Numbers of words: a text becomes BOS, its lower-case words between white space, EOS, cut or padded to 64 tokens. PAD
/// is 0, UNK, an unknown word, 1, BOS 2, EOS 3; words follow from 4.
/// </summary>
/// <remarks>As the reference tokenizer, except that a word that is unknown with its punctuation is looked up without
/// it, so that a full stop does not hide the last word.</remarks>
public sealed class WordVocabulary
{
    /// <summary>Tokens of a text.</summary>
    public const int TextLength = 64;

    private const int Unknown = 1;
    private const int Begin = 2;
    private const int End = 3;
    private const int FirstWord = 4;

    private static readonly string[] Specials = ["<pad>", "<unk>", "<bos>", "<eos>"];
    private static readonly char[] Marks = [.. ".,;:!?\"'()"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Dictionary<string, int> numbers;
    private readonly string[] words;

    /// <summary>A vocabulary of given numbers, for instance the <c>vocab</c> of a reference checkpoint.</summary>
    /// <param name="numbers">Word to number; the numbers are 0 … n−1, the first four those of PAD, UNK, BOS and EOS
    /// whatever they are called.</param>
    /// <exception cref="InvalidDataException">A number is missing or given twice, or there is no word.</exception>
    public WordVocabulary(IReadOnlyDictionary<string, int> numbers)
    {
        words = new string[numbers.Count];
        foreach ((string word, int number) in numbers)
        {
            if (number < 0 || number >= words.Length || words[number] is not null)
            {
                throw new InvalidDataException(
                    $"Expected the numbers 0 to {words.Length - 1} once each, got {number} for '{word}'.");
            }

            words[number] = word;
        }

        if (words.Length <= FirstWord)
        {
            throw new InvalidDataException(
                $"Expected PAD, UNK, BOS, EOS and at least one word, got {words.Length} entries.");
        }

        this.numbers = words.Select((word, number) => (word, number)).Skip(FirstWord)
            .ToDictionary(pair => pair.word, pair => pair.number);
    }

    /// <summary>V, the numbers of tokens, with the four that are no words.</summary>
    public int Count => words.Length;

    /// <summary>The words in the order of their numbers, without the four that are none.</summary>
    public IReadOnlyList<string> Words => words[FirstWord..];

    /// <summary>The words of captions, the most frequent first, equally frequent ones in alphabetical order.</summary>
    /// <param name="captions">The captions.</param>
    /// <param name="minimumCount">Rarer words stay unknown, at least 1.</param>
    /// <exception cref="InvalidDataException">No word is frequent enough.</exception>
    public static WordVocabulary Build(IEnumerable<string> captions, int minimumCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumCount, 1);
        var found = captions.SelectMany(Split)
            .CountBy(word => word)
            .Where(pair => pair.Value >= minimumCount && !Specials.Contains(pair.Key))
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Key);
        return new(Specials.Concat(found).Select((word, number) => (word, number))
            .ToDictionary(pair => pair.word, pair => pair.number));
    }

    /// <summary>Reads a JSON object of words and numbers.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no such object, or as of the constructor.</exception>
    public static WordVocabulary Load(string path)
    {
        try
        {
            return new(JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(path))
                ?? throw new JsonException("null"));
        }
        catch (JsonException e)
        {
            throw FileError.At(path, "expected a JSON object of words and numbers.", e);
        }
        catch (InvalidDataException e)
        {
            throw FileError.At(path, e.Message, e);
        }
    }

    /// <summary>Writes the JSON object that <see cref="Load"/> reads.</summary>
    /// <param name="path">The file; it appears whole or not at all.</param>
    public void Save(string path)
    {
        var all = words.Select((word, number) => (word, number)).ToDictionary(pair => pair.word, pair => pair.number);
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(all, Indented));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Whether at least one word of a text is known.</summary>
    /// <param name="text">The text.</param>
    public bool Knows(string text) => Split(text).Any(word => NumberOf(word) != Unknown);

    /// <summary>The tokens of a text, [64].</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">No word of the text is known; the message names near words.</exception>
    public long[] Encode(string text)
    {
        long[] tokens = [Begin, .. Split(text).Select(NumberOf), End];
        if (!tokens.Any(token => token >= FirstWord))
        {
            throw new ArgumentException(Refusal(text), nameof(text));
        }

        Array.Resize(ref tokens, TextLength);
        return tokens;
    }

    /// <summary>The tokens of several texts, int64, [B, 64].</summary>
    /// <param name="texts">The texts, at least one.</param>
    /// <exception cref="ArgumentException">A text has no known word.</exception>
    public Tensor EncodeBatch(IReadOnlyList<string> texts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(texts.Count, nameof(texts));
        long[] tokens = [.. texts.SelectMany(Encode)];
        return tensor(tokens, [texts.Count, TextLength], dtype: ScalarType.Int64);
    }

    /// <summary>The words of tokens; unknown ones are written as the vocabulary calls UNK.</summary>
    /// <param name="tokens">Tokens of this vocabulary.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is not in [0, <see cref="Count"/>).</exception>
    public string Decode(ReadOnlySpan<long> tokens)
    {
        var text = new List<string>();
        foreach (long token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, words.Length, nameof(tokens));
            if (token is Unknown or >= FirstWord)
            {
                text.Add(words[token]);
            }
        }

        return string.Join(' ', text);
    }

    /// <summary>Why a text without a known word is refused, with a near word of each of its words.</summary>
    internal string Refusal(string text)
    {
        var near = Split(text)
            .Select(word => (word, Near: NearestName.Of(word.Trim(Marks), words.Skip(FirstWord))))
            .Where(pair => pair.Near is not null)
            .Select(pair => $"'{pair.Near}' for '{pair.word}'")
            .ToArray();
        string hint = near.Length > 0
            ? $"near words: {string.Join(", ", near)}"
            : $"it starts with {string.Join(", ", words.Skip(FirstWord).Take(8).Select(word => $"'{word}'"))}";
        return $"Expected at least one of the vocabulary's {words.Length - FirstWord} words in '{text}', found none; "
            + $"{hint}.";
    }

    private static string[] Split(string text) =>
        text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private int NumberOf(string word) =>
        numbers.TryGetValue(word, out int number) || numbers.TryGetValue(word.Trim(Marks), out number)
            ? number
            : Unknown;
}
