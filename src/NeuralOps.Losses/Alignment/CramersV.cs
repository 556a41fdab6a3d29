namespace NeuralOps.Losses;

/// <summary>The association of two labellings, √(χ² / (n (min(k_a, k_b) − 1))) over the labels that occur (Cramér
/// 1946).
/// </summary>
internal static class CramersV
{
    /// <summary>From 0 (independent) to 1 (one label tells the other); 0 where a labelling has one label.</summary>
    public static double Of(int[] a, int[] b)
    {
        var countsA = a.CountBy(label => label).ToDictionary();
        var countsB = b.CountBy(label => label).ToDictionary();
        var joint = a.Zip(b).CountBy(pair => pair).ToDictionary();
        int fewest = Math.Min(countsA.Count, countsB.Count);
        if (fewest < 2)
        {
            return 0;
        }

        double share = joint.Sum(pair =>
            (double)pair.Value * pair.Value / ((double)countsA[pair.Key.First] * countsB[pair.Key.Second]));
        return Math.Sqrt(Math.Max(0, share - 1) / (fewest - 1));
    }
}
