using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>How a batch spreads over a codebook; p_k is the share of vectors that got code k.</summary>
/// <param name="Utilization">Share of the codes that occur, in [0, 1].</param>
/// <param name="Perplexity">exp(−Σ p log(p + 1e-10)), from 1 (one code) to K (all alike).</param>
/// <param name="AverageUsage">Mean p over the codes that occur.</param>
public sealed record CodebookUse(double Utilization, double Perplexity, double AverageUsage)
{
    /// <summary>Counts codes.</summary>
    /// <param name="codes">int64 of any shape, in [0, K), at least one.</param>
    /// <param name="numEmbeddings">K, at least 1.</param>
    /// <exception cref="ArgumentException">There are no codes, or one is outside [0, K).</exception>
    public static CodebookUse Of(Tensor codes, int numEmbeddings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numEmbeddings, 1);
        using var scope = NewDisposeScope();
        long[] ids = codes.cpu().contiguous().data<long>().ToArray();
        if (ids.Length == 0)
        {
            throw new ArgumentException("Expected at least one code, got none.", nameof(codes));
        }

        double[] shares = new double[numEmbeddings];
        foreach (long id in ids)
        {
            if (id < 0 || id >= numEmbeddings)
            {
                throw new ArgumentException($"Expected codes in [0, {numEmbeddings}), got {id}.", nameof(codes));
            }

            shares[id] += 1.0 / ids.Length;
        }

        double[] used = [.. shares.Where(p => p > 0)];
        double entropy = -used.Sum(p => p * Math.Log(p + 1e-10));
        return new CodebookUse((double)used.Length / numEmbeddings, Math.Exp(entropy), used.Average());
    }
}
