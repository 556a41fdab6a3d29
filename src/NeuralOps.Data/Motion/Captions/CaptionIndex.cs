namespace NeuralOps.Data;

/// <summary>
/// Search over captions by the cosine of weighted terms: a caption's vector has (1 + ln n) · (1 + ln(N / df)) for each
/// term that is n times in it and in df of the N captions. Terms are word stems and, at half the weight, pairs of
/// neighbouring stems, so that word order counts ("from left to right").
/// </summary>
public sealed class CaptionIndex
{
    private const double PairWeight = 0.5;

    private readonly string[] captions;
    private readonly Dictionary<string, List<(int Caption, double Weight)>> postings = [];
    private readonly Dictionary<string, double> rarity;

    /// <summary>Indexes captions.</summary>
    /// <param name="captions">The captions, at least one.</param>
    public CaptionIndex(IReadOnlyList<string> captions)
    {
        ArgumentOutOfRangeException.ThrowIfZero(captions.Count, nameof(captions));
        this.captions = [.. captions];
        var terms = this.captions.Select(Terms).ToArray();
        rarity = terms.SelectMany(counts => counts.Keys)
            .CountBy(term => term)
            .ToDictionary(pair => pair.Key, pair => 1 + Math.Log((double)captions.Count / pair.Value));
        for (int caption = 0; caption < terms.Length; caption++)
        {
            foreach ((string term, double weight) in Vector(terms[caption]))
            {
                if (!postings.TryGetValue(term, out var list))
                {
                    postings[term] = list = [];
                }

                list.Add((caption, weight));
            }
        }
    }

    /// <summary>The captions indexed.</summary>
    public IReadOnlyList<string> Captions => captions;

    /// <summary>The captions most like a text, the best first, equal ones in their own order; fewer where no more share
    /// a term with it.</summary>
    /// <param name="text">What to search for.</param>
    /// <param name="count">How many at most, at least 1.</param>
    /// <exception cref="ArgumentException">No caption has a word of the text.</exception>
    public IReadOnlyList<CaptionMatch> Search(string text, int count = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var scores = new Dictionary<int, double>();
        foreach ((string term, double weight) in Vector(Terms(text)))
        {
            foreach ((int caption, double other) in postings.GetValueOrDefault(term, []))
            {
                scores[caption] = scores.GetValueOrDefault(caption) + (weight * other);
            }
        }

        if (scores.Count == 0)
        {
            throw new ArgumentException(
                $"Expected a word of the {captions.Length} captions in '{text}', found none.", nameof(text));
        }

        return
        [
            .. scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(count)
                .Select(pair => new CaptionMatch(pair.Key, captions[pair.Key], Math.Min(1, pair.Value))),
        ];
    }

    /// <summary>Weights of unit length; a term of no caption counts as the rarest.</summary>
    private IEnumerable<(string Term, double Weight)> Vector(Dictionary<string, int> counts)
    {
        double unseen = 1 + Math.Log(captions.Length);
        var weights = counts
            .Select(pair => (pair.Key, Weight: (1 + Math.Log(pair.Value)) * rarity.GetValueOrDefault(pair.Key, unseen)
                * (pair.Key.Contains(' ', StringComparison.Ordinal) ? PairWeight : 1)))
            .ToArray();
        double length = Math.Sqrt(weights.Sum(pair => pair.Weight * pair.Weight));
        return weights.Select(pair => (pair.Key, pair.Weight / length));
    }

    private static Dictionary<string, int> Terms(string text)
    {
        var stems = WordStem.AllOf(text);
        return stems.Concat(stems.Zip(stems.Skip(1), (first, second) => $"{first} {second}"))
            .CountBy(term => term)
            .ToDictionary();
    }
}
