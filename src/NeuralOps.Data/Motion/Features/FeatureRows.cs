using System.Runtime.CompilerServices;
using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Checks of feature vectors that lie one after the other.</summary>
internal static class FeatureRows
{
    /// <summary>The number of rows, all of them whole and finite.</summary>
    public static int Require(
        ReadOnlySpan<float> features,
        MotionLayout layout,
        int least,
        [CallerArgumentExpression(nameof(features))] string name = "")
    {
        if (features.Length % layout.Width != 0)
        {
            string known = string.Join(" or ", MotionLayout.All.Select(l => $"{l.Width} ({l})"));
            throw new ArgumentException(
                $"Expected rows of {layout.Width} features ({layout}), got {features.Length} numbers. Known widths "
                + $"are {known}.",
                name);
        }

        int rows = features.Length / layout.Width;
        if (rows < least)
        {
            throw new ArgumentException($"Expected at least {least} feature vectors, got {rows}.", name);
        }

        for (int i = 0; i < features.Length; i++)
        {
            if (!float.IsFinite(features[i]))
            {
                throw new ArgumentException(
                    $"Expected finite features, found {features[i]} in frame {i / layout.Width}, channel "
                    + $"{i % layout.Width}.",
                    name);
            }
        }

        return rows;
    }

    /// <summary>What each channel is multiplied by where lengths change their unit.</summary>
    public static float[] Factors(MotionLayout layout, double factor)
    {
        float[] factors = Enumerable.Repeat(1f, layout.Width).ToArray();
        MotionSlice[] lengths =
            [MotionLayout.RootLinearVelocity, MotionLayout.RootHeight, layout.Positions, layout.Velocities];
        foreach (var slice in lengths)
        {
            factors.AsSpan(slice.Start, slice.Length).Fill((float)factor);
        }

        return factors;
    }
}
