using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Losses;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>How far a motion from a caption is off the clip's own, and its length.</summary>
/// <param name="model">The model.</param>
/// <param name="options">The weight of the length.</param>
internal sealed class TextObjective(TextToMotionSsm model, TextOptions options)
{
    private readonly Device device = ComputeDevices.Of(options.Device);

    /// <summary>The loss of a batch.</summary>
    /// <param name="batch">The clips with their tokens.</param>
    public LossTerms Of(MotionBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor motion = batch.Motion.to(device);
        TextToMotionOutput output = model.forward(batch.Tokens.to(device), (int)motion.size(1));
        Tensor reconstruction = MotionReconstructionLoss.Of(output.Motion, motion, batch.Mask.to(device));
        Tensor length = MotionLengthLoss.Of(output.Length, batch.Lengths.to(device));
        Tensor total = reconstruction + (length * options.LambdaLength);
        return new LossTerms(total.MoveToOuterDisposeScope(), new Dictionary<string, Tensor>
        {
            ["reconstruction"] = reconstruction.detach().MoveToOuterDisposeScope(),
            ["length"] = length.detach().MoveToOuterDisposeScope(),
        });
    }
}
