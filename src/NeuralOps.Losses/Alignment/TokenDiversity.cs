using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>How many of the codes occur. Codes of different codebooks count as different, whatever their ids (departs
/// from the spinlock reference, which pools ids).</summary>
/// <param name="Unique">The number of codes that occur.</param>
/// <param name="Total">The number of codes there are.</param>
/// <param name="Entropy">−Σ p ln p over all tokens, in nats.</param>
public sealed record TokenDiversity(int Unique, int Total, double Entropy)
{
    /// <summary>Share of the codes that occur, in [0, 1].</summary>
    public double Share => (double)Unique / Total;

    /// <summary>The entropy in bits.</summary>
    public double EntropyBits => Entropy / Math.Log(2);

    /// <summary>Excellent above 0.7, good above 0.5, moderate above 0.3, else poor.</summary>
    public Grade Grade => Share > 0.7 ? Grade.Excellent
        : Share > 0.5 ? Grade.Good
        : Share > 0.3 ? Grade.Moderate
        : Grade.Poor;

    /// <summary>Counts tokens.</summary>
    /// <param name="tokens">int64 [N, L], at least one row.</param>
    /// <param name="codebookSizes">The number of codes of each of the L codebooks.</param>
    /// <exception cref="ArgumentException">The shape differs, there are no rows, or a token is outside its
    /// codebook.</exception>
    public static TokenDiversity Of(Tensor tokens, IReadOnlyList<int> codebookSizes)
    {
        Shape.Require(tokens, "N L", [Shape.Any, codebookSizes.Count]);
        long[] ids = Numbers.Integers(tokens);
        if (ids.Length == 0)
        {
            throw new ArgumentException("Expected at least one row of tokens, got none.", nameof(tokens));
        }

        var counts = new Dictionary<(int Level, long Id), int>();
        foreach (var (place, id) in ids.Index())
        {
            int level = place % codebookSizes.Count;
            if (id < 0 || id >= codebookSizes[level])
            {
                throw new ArgumentException(
                    $"Expected tokens in [0, {codebookSizes[level]}) for codebook {level}, got {id}.", nameof(tokens));
            }

            counts[(level, id)] = counts.GetValueOrDefault((level, id)) + 1;
        }

        double entropy = -counts.Values.Select(count => (double)count / ids.Length).Sum(p => p * Math.Log(p));
        return new TokenDiversity(counts.Count, codebookSizes.Sum(), entropy);
    }
}
