using NeuralOps.Data;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>The physics states of several motions as their frames come.</summary>
/// <param name="context">Layout, rate and statistics.</param>
/// <param name="motions">B.</param>
internal sealed class PhysicsStates(MotionContext context, int motions)
{
    private readonly PhysicsStream[] streams =
        [.. Enumerable.Range(0, motions).Select(_ => new PhysicsStream(context.Layout, context.FramesPerSecond))];

    private readonly float[] raw = new float[context.Width];
    private readonly float[] physics = new float[PhysicsState.Width];

    /// <summary>The states at the next frames.</summary>
    /// <param name="frames">Normalised, [B, L, D].</param>
    /// <returns>[B, L, 64], zeros where the model runs without physics.</returns>
    public Tensor Next(Tensor frames)
    {
        (int length, int width) = ((int)frames.size(1), context.Width);
        float[] states = new float[motions * length * PhysicsState.Width];
        float[] given = context.Physics == MotionPhysics.None ? [] : frames.contiguous().data<float>().ToArray();
        for (int i = 0; i < given.Length / width; i++)
        {
            Next(
                i / length, given.AsSpan(i * width, width),
                states.AsSpan(i * PhysicsState.Width, PhysicsState.Width));
        }

        return tensor(states, [motions, length, PhysicsState.Width]);
    }

    /// <summary>The state of one motion at its next frame; without allocation.</summary>
    /// <param name="motion">Which motion.</param>
    /// <param name="frame">Normalised, [D].</param>
    /// <param name="state">[64].</param>
    public void Next(int motion, ReadOnlySpan<float> frame, Span<float> state)
    {
        if (context.Physics == MotionPhysics.None)
        {
            state.Clear();
            return;
        }

        context.Statistics.Denormalize(frame, raw);
        streams[motion].Next(raw, physics);
        context.PhysicsStatistics!.Normalize(physics, state);
    }
}
