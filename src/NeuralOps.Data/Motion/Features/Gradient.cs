using System.Numerics;

namespace NeuralOps.Data;

/// <summary>Derivatives of sampled values as <c>numpy.gradient</c> takes them.</summary>
internal static class Gradient
{
    /// <summary>Central differences inside, one-sided ones at both ends.</summary>
    /// <param name="values">At least two.</param>
    /// <param name="step">The time between them.</param>
    public static T[] Of<T>(T[] values, T step) where T : IFloatingPoint<T>
    {
        int last = values.Length - 1;
        var result = new T[values.Length];
        result[0] = (values[1] - values[0]) / step;
        result[last] = (values[last] - values[last - 1]) / step;
        for (int t = 1; t < last; t++)
        {
            result[t] = (values[t + 1] - values[t - 1]) / (step + step);
        }

        return result;
    }
}
