namespace NeuralOps.Models;

/// <summary>Layout, noise and policy of a <see cref="RandomOperator"/>. The reference's twelve parameters have their
/// names here.</summary>
public sealed record RandomOperatorOptions
{
    /// <summary>Blocks after the first, at least 1; more than three are residual.</summary>
    public int NumLayers { get; init => field = AtLeastOne(value, nameof(NumLayers)); } = 3;

    /// <summary>Channels of the first block, at least 1; layer i has 2^min(i, 2) times as many.</summary>
    public int BaseChannels { get; init => field = AtLeastOne(value, nameof(BaseChannels)); } = 32;

    /// <summary>C_in, at least 1.</summary>
    public int InputChannels { get; init => field = AtLeastOne(value, nameof(InputChannels)); } = 1;

    /// <summary>C_out, at least 1.</summary>
    public int OutputChannels { get; init => field = AtLeastOne(value, nameof(OutputChannels)); } = 1;

    /// <summary>Side of the convolutions, odd.</summary>
    public int KernelSize
    {
        get;
        init => field = value > 0 && value % 2 == 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(KernelSize), value, "Expected an odd kernel size.");
    } = 3;

    /// <summary>Nonlinearity of the blocks.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Normalisation of the blocks.</summary>
    public Normalization Normalization { get; init; } = Normalization.Instance;

    /// <summary>Probability in [0, 1) of dropping a channel of a block, in training mode alone.</summary>
    public double DropoutRate
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(DropoutRate));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1, nameof(DropoutRate));
            field = value;
        }
    }

    /// <summary>What the noise does.</summary>
    public NoiseKind NoiseType { get; init; }

    /// <summary>s, from 0, which is no noise; at most 1 for dropout.</summary>
    public double NoiseScale { get; init => field = FromZero(value, nameof(NoiseScale)); }

    /// <summary>How s changes with the step.</summary>
    public NoiseSchedule NoiseSchedule { get; init; }

    /// <summary>p, steps of the schedule, at least 1.</summary>
    public int NoisePeriod { get; init => field = AtLeastOne(value, nameof(NoisePeriod)); } = 100;

    /// <summary>ℓ, from 0, which is white: the noise is filtered by exp(−k²(ℓH)²/2), k in cycles per cell, and keeps
    /// its variance. Dropout has none.</summary>
    public double SpatialCorrelation { get; init => field = FromZero(value, nameof(SpatialCorrelation)); }

    /// <summary>Rows and columns of the grid that trajectories are made on, at least 1; the operator itself takes
    /// any.</summary>
    public int GridSize { get; init => field = AtLeastOne(value, nameof(GridSize)); } = 64;

    /// <summary>How the next state is made.</summary>
    public UpdatePolicy UpdatePolicy { get; init; }

    /// <summary>dt of <see cref="UpdatePolicy.Residual"/>.</summary>
    public double PolicyDt { get; init; } = 0.01;

    /// <summary>α of <see cref="UpdatePolicy.Convex"/>, in [0, 1].</summary>
    public double PolicyAlpha
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(PolicyAlpha));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, nameof(PolicyAlpha));
            field = value;
        }
    } = 0.5;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }

    private static double FromZero(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
