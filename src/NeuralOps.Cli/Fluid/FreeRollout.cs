using NeuralOps.Data;
using NeuralOps.Onnx;

namespace NeuralOps.Cli;

/// <summary>
/// Runs an exported fluid step freely in ONNX Runtime, far beyond the data, and says what became of the smoke.
/// </summary>
public static class FreeRollout
{
    private const int LateFirst = 60;
    private const int Density = 0;

    /// <summary>
    /// Starts at frame 1 of a sequence and steps to a frame; masks are the sequence's own, then its last ones.
    /// </summary>
    /// <param name="modelPath">The exported model.</param>
    /// <param name="sequence">The sequence in the data's units.</param>
    /// <param name="scales">What the model's fields are divided by.</param>
    /// <param name="frames">The frame to reach, from 1; it may lie beyond the sequence's last.</param>
    /// <param name="keepEvery">Frames between those kept for the animation.</param>
    public static FreeRolloutResult Run(
        string modelPath, FluidSequence sequence, FieldScales scales, int frames, int keepEvery)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        FluidSequence truth = sequence.Normalise(scales);
        using var rollout = new OnnxRollout(modelPath, new OnnxRolloutOptions
        {
            Layout = OnnxRolloutLayout.Fluid,
            Height = sequence.Height,
            Width = sequence.Width,
        });
        rollout.Start(Fields(truth, 1), Fields(truth, 0));
        var kept = new List<float[]> { rollout.State.ToArray() };
        for (int frame = 1; frame < frames; frame++)
        {
            int known = Math.Min(frame, truth.Frames - 1);
            truth.Frame(FluidField.Emitter, known).CopyTo(rollout.Forcing(4));
            truth.Frame(FluidField.Collider, known).CopyTo(rollout.Forcing(5));
            rollout.Step();
            if (frame % keepEvery == 0)
            {
                kept.Add(rollout.State.ToArray());
            }
        }

        float[] last = rollout.State.ToArray();
        return new FreeRolloutResult(
            sequence.Name,
            Mean(last, Density, truth.Height * truth.Width),
            TrueMean(truth, Mass),
            Speed(last, truth.Height * truth.Width),
            TrueMean(truth, Speed),
            Violation(last, truth),
            EmitterClosed(truth),
            rollout.StepsPerSecond,
            last,
            kept);
    }

    /// <summary>All three fields of a frame, [3, H, W].</summary>
    internal static float[] Fields(FluidSequence sequence, int frame) =>
    [
        .. sequence.Frame(FluidField.Density, frame),
        .. sequence.Frame(FluidField.VelX, frame),
        .. sequence.Frame(FluidField.VelZ, frame),
    ];

    // A sequence of fewer than twice 60 frames counts as late from its middle.
    private static double TrueMean(FluidSequence truth, Func<float[], int, double> measure)
    {
        int first = Math.Min(LateFirst, truth.Frames / 2);
        return Enumerable.Range(first, truth.Frames - first)
            .Average(frame => measure(Fields(truth, frame), truth.Height * truth.Width));
    }

    private static double Mass(float[] fields, int plane) => Mean(fields, Density, plane);

    private static double Mean(float[] fields, int channel, int plane)
    {
        double sum = 0;
        foreach (float value in fields.AsSpan(channel * plane, plane))
        {
            sum += value;
        }

        return sum / plane;
    }

    private static double Speed(float[] fields, int plane)
    {
        double sum = 0;
        foreach (float value in fields.AsSpan(plane, 2 * plane))
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum / plane);
    }

    private static double Violation(float[] fields, FluidSequence truth)
    {
        ReadOnlySpan<float> collider = truth.Frame(FluidField.Collider, truth.Frames - 1);
        double inside = 0;
        double cells = 0;
        for (int i = 0; i < collider.Length; i++)
        {
            inside += fields[i] * collider[i];
            cells += collider[i];
        }

        return cells == 0 ? 0 : inside / cells;
    }

    private static bool EmitterClosed(FluidSequence truth) =>
        !truth.Frame(FluidField.Emitter, truth.Frames - 1).ContainsAnyExcept(0f);
}
