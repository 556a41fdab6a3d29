namespace NeuralOps.Models;

/// <summary>
/// Agglomerative clustering by Ward's rule on distances (Lance and Williams 1967):
/// d(u, v)² = ((|v| + |s|) d(v, s)² + (|v| + |t|) d(v, t)² − |v| d(s, t)²) / (|v| + |s| + |t|) for u = s ∪ t.
/// </summary>
internal static class WardLinkage
{
    /// <summary>The n − 1 merges of n items, each of two items' clusters, at rising distances.</summary>
    /// <param name="distances">Symmetric, [n, n].</param>
    public static IReadOnlyList<(int A, int B, double Distance)> Merges(double[,] distances)
    {
        int n = distances.GetLength(0);
        double[,] squares = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                squares[i, j] = distances[i, j] * distances[i, j];
            }
        }

        int[] sizes = [.. Enumerable.Repeat(1, n)]; // 0 once a cluster has gone into another
        var merges = new List<(int, int, double)>(Math.Max(0, n - 1));
        for (int step = 1; step < n; step++)
        {
            (int s, int t) = Closest(squares, sizes);
            merges.Add((s, t, Math.Sqrt(squares[s, t])));
            Join(squares, sizes, s, t);
        }

        return merges;
    }

    /// <summary>The cluster of each item when all but the last merges are made, numbered by their first
    /// items.</summary>
    /// <param name="merges">What <see cref="Merges"/> gave.</param>
    /// <param name="clusters">Their number, from 1 to that of the items.</param>
    public static int[] Cut(IReadOnlyList<(int A, int B, double Distance)> merges, int clusters)
    {
        int n = merges.Count + 1;
        int[] heads = [.. Enumerable.Range(0, n)];
        foreach (var (a, b, _) in merges.Take(n - clusters))
        {
            int gone = heads[b];
            int kept = heads[a];
            for (int i = 0; i < n; i++)
            {
                heads[i] = heads[i] == gone ? kept : heads[i];
            }
        }

        var numbers = new Dictionary<int, int>();
        return [.. heads.Select(head => numbers.TryGetValue(head, out int number)
            ? number
            : numbers[head] = numbers.Count)];
    }

    private static (int S, int T) Closest(double[,] squares, int[] sizes)
    {
        (int S, int T) best = default;
        double least = double.PositiveInfinity;
        for (int i = 0; i < sizes.Length; i++)
        {
            for (int j = i + 1; sizes[i] > 0 && j < sizes.Length; j++)
            {
                if (sizes[j] > 0 && squares[i, j] < least)
                {
                    (least, best) = (squares[i, j], (i, j));
                }
            }
        }

        return best;
    }

    private static void Join(double[,] squares, int[] sizes, int s, int t)
    {
        for (int v = 0; v < sizes.Length; v++)
        {
            if (sizes[v] == 0 || v == s || v == t)
            {
                continue;
            }

            double total = sizes[v] + sizes[s] + sizes[t];
            double square = (((sizes[v] + sizes[s]) * squares[v, s]) + ((sizes[v] + sizes[t]) * squares[v, t])
                - (sizes[v] * squares[s, t])) / total;
            squares[v, s] = squares[s, v] = square;
        }

        sizes[s] += sizes[t];
        sizes[t] = 0;
    }
}
