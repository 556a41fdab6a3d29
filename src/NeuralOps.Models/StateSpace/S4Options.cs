using System.Text.Json.Serialization;

namespace NeuralOps.Models;

/// <summary>Options of an <see cref="S4Layer"/>; in files under the names of the reference.</summary>
public sealed record S4Options
{
    /// <summary>D, width of a frame, at least 1.</summary>
    [JsonPropertyName("d_model")]
    public int Width { get; init => field = AtLeastOne(value, nameof(Width)); } = 256;

    /// <summary>N, states of the whole layer, at least 1.</summary>
    [JsonPropertyName("d_state")]
    public int StateSize { get; init => field = AtLeastOne(value, nameof(StateSize)); } = 32;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
