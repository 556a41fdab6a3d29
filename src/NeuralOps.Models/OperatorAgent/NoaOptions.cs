namespace NeuralOps.Models;

/// <summary>How a neural operator steps a field.</summary>
public sealed record NoaOptions
{
    /// <summary>The operator; from C to C channels, or from 2·C + 2 to C for <see cref="StepMode.Response"/>.</summary>
    public UAfnoOptions Operator { get; init; } = new();

    /// <summary>How the next state follows from the operator's output.</summary>
    public StepMode Mode { get; init; }

    /// <summary>s, the share of the operator's output in a residual step, above 0.</summary>
    public double ResidualScale
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(ResidualScale));
            field = value;
        }
    } = 0.1;

    /// <summary>The first frame of a trajectory that a rollout can begin at: 1 where a response must have been
    /// observed, else 0.</summary>
    public int FirstFrame => Mode == StepMode.Response ? 1 : 0;

    /// <summary>Channels of the state of a field: C, or 2·C + 2 for u, r and the shares a and b.</summary>
    /// <param name="channels">C.</param>
    public int StateChannels(int channels) => Mode == StepMode.Response ? (2 * channels) + 2 : channels;
}
