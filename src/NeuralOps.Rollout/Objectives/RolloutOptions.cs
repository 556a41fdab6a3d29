namespace NeuralOps.Rollout;

/// <summary>How a model is trained over several of its own steps.</summary>
public sealed record RolloutOptions
{
    /// <summary>K, the number of steps, from 1; 1 is plain one-step training.</summary>
    public int Horizon
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>γ > 0: step k weighs γᵏ / Σ γʲ; above 1 late steps count more.</summary>
    public double WeightDecay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1.1;

    /// <summary>Whether the loss is that of the last step alone.</summary>
    public bool FinalStepOnly { get; init; }

    /// <summary>Where the gradient through time is cut.</summary>
    public GradientTruncation Truncation { get; init; }

    /// <summary>The number of steps between cuts with <see cref="GradientTruncation.Window"/>, from 1.</summary>
    public int Window
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>σ of the noise on the states, in units of the state; 0 is none.</summary>
    public double NoiseDeviation
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Which states the noise is put on.</summary>
    public NoisePlace NoisePlace { get; init; }

    /// <summary>
    /// The pushforward trick: K−1 steps without gradients bring the state to where the model itself leads, the last
    /// step is trained from there (Brandstetter, Worrall and Welling 2022, §3.1, arXiv:2202.03376).
    /// </summary>
    /// <param name="horizon">K, from 1.</param>
    public static RolloutOptions Pushforward(int horizon) =>
        new() { Horizon = horizon, FinalStepOnly = true, Truncation = GradientTruncation.AllButLast };

    /// <summary>The weights of the steps, which sum to 1.</summary>
    internal double[] Weights()
    {
        double[] weights = new double[Horizon];
        double sum = 0;
        for (int k = 0; k < Horizon; k++)
        {
            weights[k] = FinalStepOnly ? (k == Horizon - 1 ? 1 : 0) : Math.Pow(WeightDecay, k);
            sum += weights[k];
        }

        for (int k = 0; k < Horizon; k++)
        {
            weights[k] /= sum;
        }

        return weights;
    }
}
