namespace NeuralOps.Onnx.Tests;

/// <summary>A small set of cases in which every pair of values of two factors occurs together at least once.</summary>
internal static class Pairwise
{
    /// <summary>One row a case, one value index a factor; greedy, the same rows each time.</summary>
    public static List<int[]> Cover(params int[] levels)
    {
        HashSet<(int, int, int, int)> open = [];
        for (var a = 0; a < levels.Length; a++)
        {
            for (var b = a + 1; b < levels.Length; b++)
            {
                for (var cell = 0; cell < levels[a] * levels[b]; cell++)
                {
                    open.Add((a, cell / levels[b], b, cell % levels[b]));
                }
            }
        }

        List<int[]> rows = [];
        while (open.Count > 0)
        {
            var row = Row(levels, open);
            open.RemoveWhere(pair => row[pair.Item1] == pair.Item2 && row[pair.Item3] == pair.Item4);
            rows.Add(row);
        }

        return rows;
    }

    private static int[] Row(int[] levels, HashSet<(int, int, int, int)> open)
    {
        var row = Enumerable.Repeat(-1, levels.Length).ToArray();
        var (a, i, b, j) = open.Min();
        (row[a], row[b]) = (i, j);
        for (var factor = 0; factor < levels.Length; factor++)
        {
            if (row[factor] < 0)
            {
                row[factor] = Enumerable.Range(0, levels[factor]).MaxBy(value => Gain(row, factor, value, open));
            }
        }

        return row;
    }

    private static int Gain(int[] row, int factor, int value, HashSet<(int, int, int, int)> open) => open.Count(pair =>
        (pair.Item1 == factor && pair.Item2 == value && row[pair.Item3] == pair.Item4)
        || (pair.Item3 == factor && pair.Item4 == value && row[pair.Item1] == pair.Item2));
}
