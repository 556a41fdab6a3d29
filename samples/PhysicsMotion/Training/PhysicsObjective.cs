using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Losses;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>What a <see cref="PhysicsMotionModel"/> is asked of a batch, and how far off its answer is.</summary>
/// <param name="model">The model.</param>
/// <param name="options">Task and weights.</param>
/// <param name="context">Statistics, for losses on joints.</param>
internal sealed class PhysicsObjective(PhysicsMotionModel model, PhysicsOptions options, MotionContext context)
{
    private readonly MotionLoss joints = new(
        new MotionLossOptions { PhysicsWeight = options.LambdaPhysics, JerkWeight = options.JerkWeight },
        context.Layout, [.. context.Mean], [.. context.Std], context.FramesPerSecond);

    private readonly ReferenceMotionLoss reference = new(
        new ReferenceMotionLossOptions { PhysicsWeight = options.LambdaPhysics });

    private readonly Device device = ComputeDevices.Of(options.Device);

    /// <summary>The frames of a hidden span.</summary>
    public int Span => Math.Max(1, (int)Math.Round(options.HiddenSeconds * context.FramesPerSecond));

    /// <summary>The loss of a batch.</summary>
    /// <param name="batch">The clips.</param>
    /// <param name="random">Where hidden spans and noise come from.</param>
    public LossTerms Of(MotionBatch batch, RandomStream random)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor motion = batch.Motion.to(device); // [B, T, D]
        Tensor physics = batch.Physics.to(device); // [B, T, 64]
        Tensor mask = batch.Mask.to(device); // [B, T]
        LossTerms terms = options.Task switch
        {
            MotionTask.NextFrame => NextFrame(motion, physics, mask, random),
            MotionTask.MaskedSpans => MaskedSpans(motion, physics, mask, Lengths(batch), random),
            _ => Terms(model.call(Noisy(motion, random), physics), motion, physics, mask),
        };
        terms.Total.MoveToOuterDisposeScope();
        foreach (Tensor part in terms.Parts.Values)
        {
            part.MoveToOuterDisposeScope();
        }

        return terms;
    }

    /// <summary>The frames after each of x, [B, T, D] → [B, T, D].</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">Normalised frames.</param>
    /// <param name="physics">Their physics state.</param>
    /// <param name="change">Whether the model says the change.</param>
    public static Tensor Next(PhysicsMotionModel model, Tensor x, Tensor physics, bool change)
    {
        Tensor y = model.call(x, physics);
        return change ? x + y : y;
    }

    /// <summary>Clips whose hidden frames are the model's.</summary>
    /// <param name="model">The model.</param>
    /// <param name="motion">Normalised frames, [B, T, D].</param>
    /// <param name="physics">Their physics state.</param>
    /// <param name="hidden">[B, T], 1 where the model sees zeros.</param>
    public static Tensor Filled(PhysicsMotionModel model, Tensor motion, Tensor physics, Tensor hidden) =>
        Filled(model, motion, motion, physics, hidden);

    private static Tensor Filled(
        PhysicsMotionModel model, Tensor motion, Tensor given, Tensor physics, Tensor hidden)
    {
        Tensor h = hidden.unsqueeze(-1);
        return (motion * (1 - h)) + (model.call(given * (1 - h), physics) * h);
    }

    private static long[] Lengths(MotionBatch batch) => batch.Lengths.data<long>().ToArray();

    private LossTerms NextFrame(Tensor motion, Tensor physics, Tensor mask, RandomStream random)
    {
        long steps = motion.size(1) - 1;
        Tensor x = Noisy(motion.narrow(1, 0, steps), random);
        Tensor state = !IsNoisy
            ? physics.narrow(1, 0, steps)
            : new PhysicsStates(context, (int)x.size(0)).Next(x).to(device); // of the noisy frames, not the truth
        Tensor y = Next(model, x, state, options.PredictsChange);
        return Terms(y, motion.narrow(1, 1, steps), physics.narrow(1, 1, steps), mask.narrow(1, 1, steps));
    }

    // Visible frames stay the truth's, so that terms over time see the seams.
    private LossTerms MaskedSpans(Tensor motion, Tensor physics, Tensor mask, long[] lengths, RandomStream random)
    {
        Tensor hidden = HiddenSpans.Draw(lengths, (int)motion.size(1), options.HiddenShare, Span, random).to(device);
        return Terms(Filled(model, motion, Noisy(motion, random), physics, hidden), motion, physics, mask);
    }

    private LossTerms Terms(Tensor prediction, Tensor target, Tensor physics, Tensor mask)
    {
        if (options.Loss == PhysicsLoss.Reference)
        {
            return reference.Of(prediction, target, physics, mask);
        }

        LossTerms terms = joints.Of(prediction, target, mask);
        Tensor root = MotionReconstructionLoss.Of(Root(prediction), Root(target), mask);
        return new LossTerms(
            terms.Total + (options.LambdaRoot * root), new Dictionary<string, Tensor>(terms.Parts)
            {
                ["root"] = root.detach(),
                ["total"] = terms.Total.detach() + (options.LambdaRoot * root.detach()),
            });
    }

    // Turn, step and height of the root: four channels that the whole path hangs on.
    private static Tensor Root(Tensor x) => x.narrow(-1, 0, MotionLayout.RootHeight.End);

    private bool IsNoisy => options.InputNoise > 0 && model.training;

    private Tensor Noisy(Tensor x, RandomStream random)
    {
        if (!IsNoisy)
        {
            return x;
        }

        float[] noise = new float[x.numel()];
        random.FillNormal(noise);
        return x + (tensor(noise, x.shape).to(device) * options.InputNoise);
    }
}
