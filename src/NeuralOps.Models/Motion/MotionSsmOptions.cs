using System.Text.Json.Serialization;

namespace NeuralOps.Models;

/// <summary>Options of a <see cref="MotionSsm"/>.</summary>
public sealed record MotionSsmOptions
{
    /// <summary>Sizes of each layer.</summary>
    public MambaOptions Mamba { get; init; } = new();

    /// <summary>Layers, at least 1.</summary>
    [JsonPropertyName("n_layers")]
    public int Layers
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Layers));
            field = value;
        }
    } = 4;
}
