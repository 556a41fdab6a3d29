namespace NeuralOps.Rollout;

/// <summary>
/// Learning rates as pure functions of the index t (a step or an epoch, from 0): the rate that update t uses. They
/// agree with PyTorch's schedulers of the same names; none has hidden state, so a run resumes at any t.
/// </summary>
public static class Schedules
{
    /// <summary>The factor of a linear warm-up, (t + 1) / w below w and 1 from there on.</summary>
    /// <param name="t">The index, from 0.</param>
    /// <param name="length">w, from 0.</param>
    public static double WarmUp(long t, long length) => t < length ? (t + 1.0) / length : 1;

    /// <summary>The factor of a linear ramp, a + (1 − a) min(t / w, 1): PyTorch's LinearLR to 1.</summary>
    /// <param name="t">The index, from 0.</param>
    /// <param name="length">w, from 1.</param>
    /// <param name="start">a in (0, 1].</param>
    public static double Ramp(long t, long length, double start) =>
        start + (1 - start) * Math.Min((double)t / length, 1);

    /// <summary>η<sub>min</sub> + ½ (η − η<sub>min</sub>)(1 + cos(π t / T)); after T the rate rises again
    /// (Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts).</summary>
    /// <param name="t">The index, from 0.</param>
    /// <param name="rate">η, the initial rate.</param>
    /// <param name="period">T, the half period, from 1.</param>
    /// <param name="minimum">η<sub>min</sub>.</param>
    public static double Cosine(long t, double rate, long period, double minimum = 0) =>
        minimum + (rate - minimum) * (1 + Math.Cos(Math.PI * t / period)) / 2;

    /// <summary>η γ<sup>⌊t / s⌋</sup>; with s = 1 the exponential schedule.</summary>
    /// <param name="t">The index, from 0.</param>
    /// <param name="rate">η, the initial rate.</param>
    /// <param name="size">s, the length of a stair, from 1.</param>
    /// <param name="gamma">γ, the factor between stairs.</param>
    public static double Stairs(long t, double rate, long size, double gamma) => rate * Math.Pow(gamma, t / size);

    /// <summary>η (1 − min(t, T) / T)<sup>p</sup>.</summary>
    /// <param name="t">The index, from 0.</param>
    /// <param name="rate">η, the initial rate.</param>
    /// <param name="length">T, where the rate reaches 0, from 1.</param>
    /// <param name="power">p, 1 for a straight line.</param>
    public static double Polynomial(long t, double rate, long length, double power = 1) =>
        rate * Math.Pow(1 - (double)Math.Min(t, length) / length, power);

    /// <summary>
    /// One cycle: from η/d up to η at pT − 1, then down to η/(d f) at T − 1 (Smith and Topin 2018, arXiv:1708.07120).
    /// </summary>
    /// <param name="t">The index in [0, T).</param>
    /// <param name="rate">η, the greatest rate.</param>
    /// <param name="length">T, the number of updates of the run.</param>
    /// <param name="options">p, d, f and the shape of the ramps.</param>
    public static double OneCycle(long t, double rate, long length, OneCycleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double low = rate / options.DivideBy;
        return Cycle(t, length, options, low, rate, low / options.FinalDivideBy);
    }

    /// <summary>The momentum (or β₁) of one cycle: highest where the rate is lowest.</summary>
    /// <param name="t">The index in [0, T).</param>
    /// <param name="length">T, the number of updates of the run.</param>
    /// <param name="options">The range of the momentum and the shape of the ramps.</param>
    public static double OneCycleMomentum(long t, long length, OneCycleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Cycle(t, length, options, options.MaxMomentum, options.MinMomentum, options.MaxMomentum);
    }

    private static double Cycle(long t, long length, OneCycleOptions options, double first, double middle, double last)
    {
        double peak = options.WarmShare * length - 1;
        double end = length - 1;
        return t <= peak || end <= peak
            ? Between(first, middle, peak > 0 ? t / peak : 1, options.Linear)
            : Between(middle, last, Math.Min((t - peak) / (end - peak), 1), options.Linear);
    }

    private static double Between(double from, double to, double share, bool linear) => linear
        ? from + (to - from) * share
        : to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share));
}
