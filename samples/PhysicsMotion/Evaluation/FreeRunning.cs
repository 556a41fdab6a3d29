using NeuralOps.Data;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Motions that go on by themselves: each frame is the model's answer to the one before, and the physics
/// state follows from the frames so far.</summary>
internal static class FreeRunning
{
    /// <summary>Continues motions.</summary>
    /// <param name="trained">A model of next frames.</param>
    /// <param name="seed">Normalised frames to begin with, [B, S, D].</param>
    /// <param name="frames">The frames to add.</param>
    /// <returns>The frames added, normalised, [B, frames, D].</returns>
    public static Tensor Continue(TrainedPhysics trained, Tensor seed, int frames)
    {
        Require(trained);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        PhysicsStates states = new(trained.Context, (int)seed.size(0));
        using SequenceState state = trained.Model.Start(seed.size(0));
        Tensor y = Next(trained, seed, states.Next(seed), state);
        Tensor frame = y.narrow(1, y.size(1) - 1, 1); // [B, 1, D]
        List<Tensor> made = [frame];
        while (made.Count < frames)
        {
            frame = Next(trained, frame, states.Next(frame), state);
            made.Add(frame);
        }

        return cat(made, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Refuses a model that was not trained to say the next frame.</summary>
    public static void Require(TrainedPhysics trained)
    {
        if (trained.Options.Task != MotionTask.NextFrame)
        {
            throw new ArgumentException(
                "Expected a model trained with --task next_frame, which alone can go on by itself, got one of "
                + $"{EnumText.Of(trained.Options.Task)}.");
        }
    }

    private static Tensor Next(TrainedPhysics trained, Tensor x, Tensor physics, SequenceState state)
    {
        Tensor y = trained.Model.Continue(x, physics, state);
        return trained.Options.PredictsChange ? x + y : y;
    }
}
