namespace NeuralOps.Models;

/// <summary>How a <see cref="FluidStepper"/> makes the next state of the state u and the network's output
/// f(u).</summary>
public sealed record FluidStepperOptions
{
    /// <summary>u' = f(u), as the reference steps.</summary>
    public static FluidStepperOptions Absolute { get; } = new();

    /// <summary>u' = u + f(u).</summary>
    public static FluidStepperOptions Residual { get; } = new() { DensityCarry = 1, VelocityCarry = 1 };

    /// <summary>
    /// d' = d + f_d, v' = 0.8·v + f_v, nothing inside colliders: the form whose long rollouts neither fade nor grow.
    /// Density is carried whole, as smoke is conserved; a velocity that leaks forgets an error within a few steps.
    /// </summary>
    public static FluidStepperOptions Leaky { get; } =
        new() { DensityCarry = 1, VelocityCarry = 0.8, MasksColliders = true };

    /// <summary>Share in [0, 1] of the density that is carried over and added to the network's output.</summary>
    public double DensityCarry { get; init => field = Share(value, nameof(DensityCarry)); }

    /// <summary>Share in [0, 1] of the velocity that is carried over and added to the network's output.</summary>
    public double VelocityCarry { get; init => field = Share(value, nameof(VelocityCarry)); }

    /// <summary>Whether density and velocity are multiplied by 1 − collider.</summary>
    public bool MasksColliders { get; init; }

    /// <summary>What channel 3 of the next state holds.</summary>
    public FluidShift Shift { get; init; } = FluidShift.PreviousDensity;

    private static double Share(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, name);
        return value;
    }
}
