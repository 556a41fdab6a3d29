namespace NeuralOps.Data;

/// <summary>Rates, diffusion and times of a <see cref="GrayScott"/> simulation, in Pearson's units.</summary>
public sealed record GrayScottOptions
{
    /// <summary>F, rate at which u is fed and both are washed out, from 0.</summary>
    public double Feed { get; init => field = FromZero(value, nameof(Feed)); } = 0.04;

    /// <summary>k, rate at which v decays, from 0.</summary>
    public double Kill { get; init => field = FromZero(value, nameof(Kill)); } = 0.06;

    /// <summary>D_u, from 0.</summary>
    public double DiffusionU { get; init => field = FromZero(value, nameof(DiffusionU)); } = 2e-5;

    /// <summary>D_v, from 0.</summary>
    public double DiffusionV { get; init => field = FromZero(value, nameof(DiffusionV)); } = 1e-5;

    /// <summary>L, the domain's width; cells are squares of L/W.</summary>
    public double Length { get; init => field = Positive(value, nameof(Length)); } = 0.64;

    /// <summary>Time from one stored state to the next.</summary>
    public double FrameTime { get; init => field = Positive(value, nameof(FrameTime)); } = 20;

    /// <summary>Longest time step; diffusion on a fine grid asks for shorter ones by itself.</summary>
    public double LongestStep { get; init => field = Positive(value, nameof(LongestStep)); } = 1;

    private static double FromZero(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }

    private static double Positive(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
