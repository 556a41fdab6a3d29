using System.Text.Json.Serialization;

namespace NeuralOps.Models;

/// <summary>Options of a <see cref="PhysicsSsm"/>.</summary>
public sealed record PhysicsSsmOptions
{
    /// <summary>Sizes of the layer.</summary>
    public MambaOptions Mamba { get; init; } = new();

    /// <summary>P, width of a physics state, at least 1.</summary>
    [JsonPropertyName("d_physics")]
    public int PhysicsDim
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(PhysicsDim));
            field = value;
        }
    } = 64;

    /// <summary>How motion and physics join.</summary>
    public PhysicsFusion Fusion { get; init; }

    /// <summary>Whether the output is m + o, as the reference's code and checkpoints have it; otherwise it is o, as its
    /// document says.</summary>
    public bool HasResidual { get; init; } = true;
}
