namespace NeuralOps.Models;

/// <summary>The mean silhouette (Rousseeuw 1987) of a clustering: (b − a) / max(a, b) with a the mean distance of an
/// item to its own cluster and b that to the nearest other one; 0 for an item alone.</summary>
internal static class Silhouette
{
    /// <summary>The mean over all items, in [−1, 1].</summary>
    /// <param name="distances">Symmetric, [n, n].</param>
    /// <param name="labels">The cluster of each item, from 0, at least two of them.</param>
    public static double Of(double[,] distances, int[] labels)
    {
        int clusters = labels.Max() + 1;
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double[] totals = new double[clusters];
            int[] counts = new int[clusters];
            for (int j = 0; j < labels.Length; j++)
            {
                totals[labels[j]] += distances[i, j];
                counts[labels[j]] += j == i ? 0 : 1;
            }

            int own = labels[i];
            if (counts[own] > 0)
            {
                double a = totals[own] / counts[own];
                double b = Enumerable.Range(0, clusters).Where(k => k != own).Min(k => totals[k] / counts[k]);
                sum += Math.Max(a, b) > 0 ? (b - a) / Math.Max(a, b) : 0;
            }
        }

        return sum / labels.Length;
    }
}
