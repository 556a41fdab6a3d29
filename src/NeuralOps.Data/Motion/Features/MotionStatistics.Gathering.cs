using NeuralOps.Core;

namespace NeuralOps.Data;

public sealed partial class MotionStatistics
{
    /// <summary>
    /// Statistics of feature vectors: the mean of each channel over all frames; its population deviation, averaged
    /// within each of the layout's slices.
    /// </summary>
    /// <param name="clips">[T, D] each, not normalised; clips with a value that is not finite are left out.</param>
    /// <param name="layout">The vectors' layout.</param>
    /// <exception cref="ArgumentException">A clip's last row is short, or no clip is finite.</exception>
    public static MotionStatistics OfFeatures(IEnumerable<ReadOnlyMemory<float>> clips, MotionLayout layout)
    {
        var moments = MomentsOf(clips, layout.Width, out int skipped);
        float[] std = new float[layout.Width];
        foreach (var slice in layout.Slices)
        {
            double sum = 0;
            for (int i = slice.Start; i < slice.End; i++)
            {
                sum += moments[i].Deviation;
            }

            std.AsSpan(slice.Start, slice.Length).Fill((float)(sum / slice.Length));
        }

        return new(Array.ConvertAll(moments, m => (float)m.Mean), std) { SkippedClips = skipped };
    }

    /// <summary>
    /// Statistics of physics rows, channel by channel. Channels that do not vary keep their values when normalised
    /// (mean 0, deviation 1): gravity stays −9.81.
    /// </summary>
    /// <param name="clips">[T, 64] each; clips with a value that is not finite are left out.</param>
    /// <exception cref="ArgumentException">A clip's last row is short, or no clip is finite.</exception>
    public static MotionStatistics OfPhysics(IEnumerable<ReadOnlyMemory<float>> clips)
    {
        var moments = MomentsOf(clips, PhysicsState.Width, out int skipped);
        return new(
            Array.ConvertAll(moments, m => m.Deviation > Constant ? (float)m.Mean : 0),
            Array.ConvertAll(moments, m => m.Deviation > Constant ? (float)m.Deviation : 1))
        {
            SkippedClips = skipped,
        };
    }

    private static Moments[] MomentsOf(IEnumerable<ReadOnlyMemory<float>> clips, int width, out int skipped)
    {
        var moments = new Moments[width];
        int index = 0;
        skipped = 0;
        foreach (var clip in clips)
        {
            var values = clip.Span;
            if (values.Length % width != 0)
            {
                throw new ArgumentException(
                    $"Expected rows of {width} channels, got {values.Length} numbers in clip {index}.", nameof(clips));
            }

            index++;
            if (!AreFinite(values))
            {
                skipped++;
                continue;
            }

            for (int i = 0; i < values.Length; i++)
            {
                moments[i % width].Add(values[i]);
            }
        }

        return moments[0].Count > 0 ? moments : throw new ArgumentException(
            $"Expected at least one clip of finite values, got {index}, of which {skipped} hold NaN or infinity.",
            nameof(clips));
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (float x in values)
        {
            if (!float.IsFinite(x))
            {
                return false;
            }
        }

        return true;
    }
}
