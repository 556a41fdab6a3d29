using System.Numerics;

namespace NeuralOps.Data;

/// <summary>
/// Quantiles with linear interpolation between the two nearest values (Hyndman and Fan's type 7, NumPy's default).
/// </summary>
internal static class Quantiles
{
    /// <summary>Quantiles by repeated selection, linear in the number of values; their order is destroyed.</summary>
    /// <param name="values">At least one, none of them NaN.</param>
    /// <param name="ranks">In [0, 1], ascending.</param>
    public static double[] Of<T>(T[] values, double[] ranks) where T : struct, IFloatingPoint<T>
    {
        double[] result = new double[ranks.Length];
        int sorted = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            double position = ranks[i] * (values.Length - 1);
            int below = (int)position;
            Select(values, sorted, below);
            sorted = below;
            result[i] = Between(values, below, position - below);
        }

        return result;
    }

    private static double Between<T>(T[] values, int below, double fraction) where T : struct, IFloatingPoint<T>
    {
        double a = double.CreateChecked(values[below]);
        if (fraction == 0)
        {
            return a;
        }

        T next = values[below + 1];
        for (int i = below + 2; i < values.Length; i++)
        {
            next = T.Min(next, values[i]);
        }

        double b = double.CreateChecked(next);
        return fraction < 0.5 ? a + ((b - a) * fraction) : b - ((b - a) * (1 - fraction));
    }

    /// <summary>
    /// Hoare's selection: afterwards values[k] is in its sorted place, no greater one before it and no smaller one
    /// after.
    /// </summary>
    private static void Select<T>(T[] values, int left, int k) where T : struct, IFloatingPoint<T>
    {
        int right = values.Length - 1;
        while (left < right)
        {
            T pivot = MedianOfThree(values[left], values[left + ((right - left) / 2)], values[right]);
            int i = left, j = right;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (k > j && k < i)
            {
                return;
            }

            (left, right) = k <= j ? (left, j) : (i, right);
        }
    }

    private static T MedianOfThree<T>(T a, T b, T c) where T : struct, IFloatingPoint<T> =>
        T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));
}
