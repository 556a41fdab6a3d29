using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>Steppers made of other steppers; each wraps the same call, so they compose in any order.</summary>
public static class Steppers
{
    /// <summary>Learns the increment: u + s Φ(u, t).</summary>
    /// <param name="step">The increment Φ.</param>
    /// <param name="scale">s, dimensionless, e.g. the time step.</param>
    public static Step Residual(Step step, double scale = 1) =>
        (state, t) => scale == 1 ? state + step(state, t) : state.add(step(state, t), alpha: scale);

    /// <summary>Keeps the state inside a range: min(max(Φ(u, t), lower), upper). The gradient is 0 where it
    /// clamps.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="lower">The least value, in units of the state.</param>
    /// <param name="upper">The greatest value, in units of the state.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="upper"/> is less than <paramref
    /// name="lower"/>.</exception>
    public static Step Clamped(Step step, double lower, double upper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(upper, lower);
        return (state, t) => step(state, t).clamp(lower, upper);
    }

    /// <summary>Advances only where a mask is 1 and holds the rest: M Φ(u, t) + (1 − M) u.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="mask">M, 0 or 1, of a shape that broadcasts to the state's; it must live as long as the
    /// stepper.</param>
    public static Step Masked(Step step, Tensor mask) => (state, t) => state.lerp(step(state, t), mask);

    /// <summary>Runs a stepper in its own units: D(Φ(E(u), t)), for example with the scales of a normaliser.</summary>
    /// <param name="step">The stepper Φ of encoded states.</param>
    /// <param name="encode">E, from physical units to the stepper's.</param>
    /// <param name="decode">D, back to physical units.</param>
    public static Step Encoded(Step step, Func<Tensor, Tensor> encode, Func<Tensor, Tensor> decode) =>
        (state, t) => decode(step(encode(state), t));

    /// <summary>Disturbs what the stepper sees: Φ(u + σ ε, t) with ε from the standard normal distribution.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="deviation">σ, in units of the state, from 0.</param>
    /// <param name="generator">The source of ε.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviation"/> is negative.</exception>
    public static Step Noisy(Step step, double deviation, Generator generator)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        return (state, t) => step(Disturb(state, deviation, generator), t);
    }

    internal static Tensor Disturb(Tensor state, double deviation, Generator generator) =>
        state.add(randn(state.shape, state.dtype, state.device, generator: generator), alpha: deviation);
}
