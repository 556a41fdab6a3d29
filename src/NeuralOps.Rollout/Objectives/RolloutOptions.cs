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

    /// <summary>The number of first steps, fewer than the horizon, that run without gradients and without
    /// loss.</summary>
    public int WarmUp
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>γ > 0: the k-th step after the warm-up weighs γᵏ / Σ γʲ; above 1 late steps count more.</summary>
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

    /// <summary>w, from 1: the number of steps between cuts with <see cref="GradientTruncation.Window"/>, and the
    /// number that <see cref="HorizonSweep"/> computes again at once.</summary>
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

    /// <summary>Truncated back-propagation through time: T − w steps without gradients bring the state to where the
    /// model itself leads, then w steps are trained, all with the same weight.</summary>
    /// <param name="horizon">T, from 1.</param>
    /// <param name="window">w, from 1; a window of T or more trains the whole horizon.</param>
    public static RolloutOptions TruncatedBackpropagation(int horizon, int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        return new() { Horizon = horizon, WarmUp = Math.Max(horizon - window, 0), WeightDecay = 1 };
    }

    /// <summary>All steps of a horizon in windows of w, cut from each other, all steps with the same weight: for
    /// <see cref="WindowedBatches{TBatch}"/> and <see cref="RolloutCarry"/>.</summary>
    /// <param name="horizon">T, from 1.</param>
    /// <param name="window">w, from 1; the last window holds the rest.</param>
    public static RolloutOptions Streaming(int horizon, int window) =>
        new() { Horizon = horizon, Window = window, Truncation = GradientTruncation.Window, WeightDecay = 1 };

    /// <summary>The weights of the steps, which sum to 1.</summary>
    internal double[] Weights()
    {
        double[] weights = new double[Horizon];
        double sum = 0;
        for (int k = WarmUp; k < Horizon; k++)
        {
            weights[k] = FinalStepOnly ? (k == Horizon - 1 ? 1 : 0) : Math.Pow(WeightDecay, k - WarmUp);
            sum += weights[k];
        }

        for (int k = WarmUp; k < Horizon; k++)
        {
            weights[k] /= sum;
        }

        return weights;
    }

    internal void RequireWarmUpInside()
    {
        if (WarmUp >= Horizon)
        {
            throw new ArgumentException(
                $"Expected a warm-up of fewer steps than the horizon of {Horizon}, got {WarmUp}.", "options");
        }
    }

    internal void RequireWindows()
    {
        if (Truncation != GradientTruncation.Window || WarmUp > 0 || FinalStepOnly)
        {
            throw new ArgumentException(
                "Expected options for streaming windows (truncation Window, no warm-up, every step supervised), got "
                + $"truncation {Truncation}, warm-up {WarmUp}{(FinalStepOnly ? ", final step only" : "")}.", "options");
        }
    }
}
