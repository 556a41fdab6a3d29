using NeuralOps.Data;
using NeuralOps.Models;
using static NeuralOps.Samples.Bounds;

namespace PhysicsMotion;

/// <summary>One training run of a <see cref="PhysicsMotionModel"/>.</summary>
internal sealed record PhysicsOptions : TrainingOptions
{
    /// <summary>What it learns.</summary>
    public MotionTask Task { get; init; }

    /// <summary>Which parts the model has.</summary>
    public PhysicsMotionVariant Variant { get; init; }

    /// <summary>How the physics state is made. The reference's looks one frame ahead and reads other slices than the
    /// vectors have; next frames need the causal one.</summary>
    public MotionPhysics Physics { get; init; } = MotionPhysics.Causal;

    /// <summary>What the physical terms are taken of.</summary>
    public PhysicsLoss Loss { get; init; }

    /// <summary>λ, the weight of the physical terms.</summary>
    public double LambdaPhysics { get; init => field = NotBelow0(value, nameof(LambdaPhysics)); } = 0.1;

    /// <summary>The weight of jerk among the physical terms of joints; the reference's is 0.01.</summary>
    public double JerkWeight { get; init => field = NotBelow0(value, nameof(JerkWeight)); } = 0.01;

    /// <summary>The weight of the error of turn, step and height of the root, beside their share of all channels, with
    /// losses on joints: errors there add up along the path.</summary>
    public double LambdaRoot { get; init => field = NotBelow0(value, nameof(LambdaRoot)); }

    /// <summary>σ of the noise on what the model is given, in standard deviations of each channel: without it a motion
    /// that runs freely drifts off what was seen in training.</summary>
    public double InputNoise { get; init => field = NotBelow0(value, nameof(InputNoise)); }

    /// <summary>Whether the next frame is this one plus what the model says.</summary>
    public bool PredictsChange { get; init; }

    /// <summary>The share of a clip that is hidden, in (0, 1).</summary>
    public double HiddenShare { get; init => field = Inside(value, nameof(HiddenShare)); } = 0.4;

    /// <summary>The seconds of a hidden span.</summary>
    public double HiddenSeconds { get; init => field = Above0(value, nameof(HiddenSeconds)); } = 1;

    /// <summary>Heads of the transformer variant.</summary>
    public int Heads { get; init => field = AtLeast(1, value, nameof(Heads)); } = 4;

    /// <summary>The model of a layout.</summary>
    /// <param name="width">D, the width of its vectors.</param>
    internal PhysicsMotionOptions ModelOf(int width) => new()
    {
        MotionDim = width,
        Mamba = new MambaOptions { Width = DModel, StateSize = DState, SharesA = SharesA },
        Layers = NLayers,
        Variant = Variant,
        Heads = Heads,
    };

    /// <summary>Refuses options of which one contradicts another.</summary>
    internal void RequireConsistent()
    {
        if (Task == MotionTask.NextFrame && Physics is MotionPhysics.Reference or MotionPhysics.ClipNormalised)
        {
            throw new ArgumentException(
                "Expected --physics causal or none with --task next_frame, because the others look ahead, got "
                + $"{EnumText.Of(Physics)}.");
        }

        if (PredictsChange && Task != MotionTask.NextFrame)
        {
            throw new ArgumentException(
                $"Expected --task next_frame with --predicts-change, got {EnumText.Of(Task)}.");
        }
    }
}
