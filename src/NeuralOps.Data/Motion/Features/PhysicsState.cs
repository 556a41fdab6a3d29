using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// What feature vectors say of a body's physics, 64 channels a frame, of which 24 are used: gravity, height and its
/// two derivatives, velocity, angular velocity, two contacts, velocity, acceleration, place, |angular velocity|.
/// </summary>
/// <remarks>
/// <para>
/// With f frames a second and the slices of <see cref="MotionLayout"/>: [0] −9.81; [1] h = d[3]; [2] h′; [3] h″;
/// [4:7] v = (d[1]·f, h′, d[2]·f), seen from where the body faces; [7:10] ω = (0, 2·d[0]·f, 0); [10] and [11] whether
/// the left and the right foot stand, the larger of its two contacts; [12:15] v; [15:18] v′; [18:21] the root's place
/// as <see cref="MotionRecovery.Root"/> has it; [21:24] |ω|. Lengths are metres.
/// </para>
/// <para>
/// <see cref="PhysicsForm.Central"/> differences as <c>numpy.gradient</c>: central inside, one-sided at both ends.
/// <see cref="PhysicsForm.Causal"/> takes x′_t = (x_t − x_{t−1})·f, 0 where x_{t−1} is not known: h′ in row 0, h″ and
/// the y of v′ in rows 0 and 1, the rest of v′ in row 0. Its scale comes from a data set (<see
/// cref="MotionStatistics.OfPhysics"/>), never from the clip, whose later frames would show through.
/// </para>
/// </remarks>
public static class PhysicsState
{
    /// <summary>Channels of a row.</summary>
    public const int Width = 64;

    internal const float Gravity = -9.81f;

    /// <summary>The physics state of a clip.</summary>
    /// <param name="features">d [T, D], not normalised; T ≥ 2, of <see cref="PhysicsForm.Causal"/> T ≥ 1.</param>
    /// <param name="layout">The vectors' layout.</param>
    /// <param name="framesPerSecond">f, above 0.</param>
    /// <param name="form">The form.</param>
    /// <returns>[T, 64] row by row.</returns>
    /// <exception cref="ArgumentException">A row is short, there are too few, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frame rate is not above 0.</exception>
    public static float[] Of(
        ReadOnlySpan<float> features,
        MotionLayout layout,
        double framesPerSecond,
        PhysicsForm form = PhysicsForm.Central)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        int frames = FeatureRows.Require(features, layout, form == PhysicsForm.Causal ? 1 : 2);
        return form == PhysicsForm.Causal
            ? Causal(features, layout, framesPerSecond, frames)
            : Array.ConvertAll(Rows(features, layout, framesPerSecond, form, frames), x => (float)x);
    }

    /// <summary>
    /// The physics state with every channel that varies brought to mean 0 and deviation 1 over the clip; gravity and
    /// other constants stay as they are.
    /// </summary>
    /// <param name="features">d [T, D], not normalised; T ≥ 2.</param>
    /// <param name="layout">The vectors' layout.</param>
    /// <param name="framesPerSecond">f, above 0.</param>
    /// <param name="form">The form, not <see cref="PhysicsForm.Causal"/>.</param>
    /// <returns>[T, 64] row by row.</returns>
    /// <exception cref="ArgumentException">As of <see cref="Of"/>, or the form is causal.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frame rate is not above 0.</exception>
    public static float[] Standardize(
        ReadOnlySpan<float> features,
        MotionLayout layout,
        double framesPerSecond,
        PhysicsForm form = PhysicsForm.Central)
    {
        if (form == PhysicsForm.Causal)
        {
            throw new ArgumentException(
                "Expected Central or Reference, got Causal: mean and deviation of a clip look ahead. Normalize causal "
                + "rows with MotionStatistics.OfPhysics of a data set.",
                nameof(form));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        int frames = FeatureRows.Require(features, layout, least: 2);
        double[] rows = Rows(features, layout, framesPerSecond, form, frames);
        for (int channel = 0; channel < Width; channel++)
        {
            Standardize(rows, frames, channel);
        }

        return Array.ConvertAll(rows, x => (float)x);
    }

    private static double[] Rows(
        ReadOnlySpan<float> features, MotionLayout layout, double rate, PhysicsForm form, int frames) =>
        form == PhysicsForm.Reference
            ? ReferencePhysics.Of(features, layout.Width, rate)
            : CentralPhysics.Of(features, layout, rate, frames);

    private static float[] Causal(ReadOnlySpan<float> features, MotionLayout layout, double rate, int frames)
    {
        var stream = new PhysicsStream(layout, rate);
        float[] rows = new float[frames * Width];
        for (int t = 0; t < frames; t++)
        {
            stream.Next(features.Slice(t * layout.Width, layout.Width), rows.AsSpan(t * Width, Width));
        }

        return rows;
    }

    private static void Standardize(double[] rows, int frames, int channel)
    {
        const double constant = 1e-6;
        var moments = new Moments();
        for (int t = 0; t < frames; t++)
        {
            moments.Add(rows[(t * Width) + channel]);
        }

        if (moments.Deviation > constant)
        {
            for (int t = 0; t < frames; t++)
            {
                ref double x = ref rows[(t * Width) + channel];
                x = (x - moments.Mean) / moments.Deviation;
            }
        }
    }
}
