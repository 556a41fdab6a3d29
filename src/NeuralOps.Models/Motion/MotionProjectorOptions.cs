using System.Text.Json.Serialization;

namespace NeuralOps.Models;

/// <summary>Options of a <see cref="MotionProjector"/>.</summary>
public sealed record MotionProjectorOptions
{
    /// <summary>M, features of a frame, at least 1: 251 of KIT's skeleton, 263 of HumanML3D's.</summary>
    public int MotionDim { get; init => field = AtLeastOne(value, nameof(MotionDim)); } = 251;

    /// <summary>D, width of an encoded frame, at least 1.</summary>
    [JsonPropertyName("d_model")]
    public int Width { get; init => field = AtLeastOne(value, nameof(Width)); } = 256;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
