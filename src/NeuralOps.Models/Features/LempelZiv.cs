namespace NeuralOps.Models;

/// <summary>The complexity of a binary sequence by the number of phrases of its LZ78 parse (Ziv and Lempel 1978,
/// doi:10.1109/TIT.1978.1055934).</summary>
internal static class LempelZiv
{
    /// <summary>c·log₂(n)/n with c phrases, a last unfinished one included; tends to 1 for random bits.</summary>
    public static double Complexity(ReadOnlySpan<bool> bits)
    {
        var next = new List<(int Zero, int One)> { (0, 0) };
        var (phrases, node) = (0, 0);
        foreach (bool bit in bits)
        {
            int known = bit ? next[node].One : next[node].Zero;
            if (known == 0)
            {
                next[node] = bit ? next[node] with { One = next.Count } : next[node] with { Zero = next.Count };
                next.Add((0, 0));
                phrases++;
            }

            node = known;
        }

        phrases += node == 0 ? 0 : 1;
        return phrases * Math.Log2(bits.Length) / bits.Length;
    }
}
