using System.Text.Json.Serialization;

namespace NeuralOps.Models;

/// <summary>Options of a <see cref="PhysicsMotionModel"/> and of the variants it is compared with.</summary>
public sealed record PhysicsMotionOptions
{
    /// <summary>M, features of a frame, at least 1: 251 of KIT's skeleton, 263 of HumanML3D's.</summary>
    public int MotionDim { get; init => field = AtLeastOne(value, nameof(MotionDim)); } = 251;

    /// <summary>P, width of a physics state, at least 1.</summary>
    [JsonPropertyName("d_physics")]
    public int PhysicsDim { get; init => field = AtLeastOne(value, nameof(PhysicsDim)); } = 64;

    /// <summary>Sizes of each state-space layer; <see cref="MambaOptions.SharesA"/> for the reference's
    /// checkpoints.</summary>
    public MambaOptions Mamba { get; init; } = new();

    /// <summary>Layers before the one that physics steers, at least 1.</summary>
    [JsonPropertyName("n_layers")]
    public int Layers { get; init => field = AtLeastOne(value, nameof(Layers)); } = 4;

    /// <summary>What the model is made of.</summary>
    public PhysicsMotionVariant Variant { get; init; }

    /// <summary>Whether the steered layer gives m + o, as of <see cref="PhysicsSsmOptions.HasResidual"/>.</summary>
    public bool HasResidual { get; init; } = true;

    /// <summary>Heads of <see cref="PhysicsMotionVariant.Transformer"/>, at least 1 and a divisor of D.</summary>
    public int Heads { get; init => field = AtLeastOne(value, nameof(Heads)); } = 4;

    /// <summary>Probability in [0, 1) of dropping a value of <see cref="PhysicsMotionVariant.Transformer"/>.</summary>
    public double Dropout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Dropout));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1, nameof(Dropout));
            field = value;
        }
    }

    internal MotionSsmOptions MotionSsm => new() { Mamba = Mamba, Layers = Layers };

    internal PhysicsSsmOptions PhysicsSsm => new()
    {
        Mamba = Mamba,
        PhysicsDim = PhysicsDim,
        HasResidual = HasResidual,
        Fusion = Variant switch
        {
            PhysicsMotionVariant.Gated => PhysicsFusion.Gate,
            PhysicsMotionVariant.Ungated => PhysicsFusion.Sum,
            _ => PhysicsFusion.None,
        },
    };

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
