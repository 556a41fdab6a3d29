using System.Text.Json.Serialization;

namespace NeuralOps.Models;

/// <summary>Options of a <see cref="Mamba"/> layer; in files under the names of the reference, so <see cref="Width"/>
/// is <c>d_model</c>.</summary>
public sealed record MambaOptions
{
    /// <summary>D, width of a frame, at least 1.</summary>
    [JsonPropertyName("d_model")]
    public int Width { get; init => field = AtLeastOne(value, nameof(Width)); } = 256;

    /// <summary>N, states of a channel, at least 1.</summary>
    [JsonPropertyName("d_state")]
    public int StateSize { get; init => field = AtLeastOne(value, nameof(StateSize)); } = 32;

    /// <summary>k, frames that the convolution sees, at least 2.</summary>
    [JsonPropertyName("d_conv")]
    public int Kernel
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2, nameof(Kernel));
            field = value;
        }
    } = 4;

    /// <summary>E/D, at least 1.</summary>
    public int Expand { get; init => field = AtLeastOne(value, nameof(Expand)); } = 2;

    /// <summary>R, rank of the map to the step sizes, at least 1; null is ⌈D/16⌉.</summary>
    [JsonPropertyName("dt_rank")]
    public int? StepRank { get; init => field = value is { } rank ? AtLeastOne(rank, nameof(StepRank)) : null; }

    /// <summary>The smallest step size at the start, above 0.</summary>
    [JsonPropertyName("dt_min")]
    public double StepMin { get; init => field = Positive(value, nameof(StepMin)); } = 0.001;

    /// <summary>The largest step size at the start, above 0.</summary>
    [JsonPropertyName("dt_max")]
    public double StepMax { get; init => field = Positive(value, nameof(StepMax)); } = 0.1;

    /// <summary>Whether all channels share one A, <c>A_log</c> [N], as in the reference's checkpoints; otherwise each
    /// has its own, [E, N], as Mamba is published.</summary>
    public bool SharesA { get; init; }

    /// <summary>E, the inner width.</summary>
    [JsonIgnore]
    public int InnerWidth => Expand * Width;

    internal int Rank => StepRank ?? ((Width + 15) / 16);

    internal long ParameterCount
    {
        get
        {
            (long d, long n, long e, long r) = (Width, StateSize, InnerWidth, Rank);
            long a = SharesA ? n : e * n;
            return (3 * e * d) + (e * (Kernel + 1)) + (e * (r + (2 * n))) + (e * (r + 1)) + a + e;
        }
    }

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }

    private static double Positive(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
