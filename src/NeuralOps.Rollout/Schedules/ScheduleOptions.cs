namespace NeuralOps.Rollout;

/// <summary>The course of the learning rate over a run.</summary>
public sealed record ScheduleOptions
{
    /// <summary>The course after the warm-up.</summary>
    public ScheduleKind Kind { get; init; }

    /// <summary>Whether the index counts epochs; otherwise updates. The plateau follows the metric either
    /// way.</summary>
    public bool PerEpoch { get; init; }

    /// <summary>w, the length of a linear warm-up in front, in units of the index; 0 is none.</summary>
    public long WarmUp
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>The share of the rate at which the warm-up starts (then t/w on the way); null starts at 1/w.</summary>
    public double? WarmUpStart { get; init; }

    /// <summary>T of cosine, polynomial and one cycle, in units of the index, warm-up not counted.</summary>
    public long Length
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 100;

    /// <summary>The least rate of the cosine.</summary>
    public double MinRate { get; init; }

    /// <summary>The length of a stair of the step schedule.</summary>
    public long StepSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 30;

    /// <summary>The factor between stairs.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>The exponent of the polynomial.</summary>
    public double Power { get; init; } = 1;

    /// <summary>The constants of one cycle.</summary>
    public OneCycleOptions OneCycle { get; init; } = new();

    /// <summary>The constants of the plateau.</summary>
    public PlateauOptions Plateau { get; init; } = new();

    /// <summary>The rate at an index.</summary>
    /// <param name="t">The index, from 0.</param>
    /// <param name="rate">η, the optimiser's learning rate (the greatest one for one cycle).</param>
    /// <param name="plateau">The plateau's state; only its schedule reads it.</param>
    public double RateAt(long t, double rate, PlateauState? plateau = null)
    {
        if (t < WarmUp && Kind != ScheduleKind.OneCycle)
        {
            return rate * (WarmUpStart is { } start ? Schedules.Ramp(t, WarmUp, start) : Schedules.WarmUp(t, WarmUp));
        }

        long after = t - WarmUp;
        return Kind switch
        {
            ScheduleKind.Constant => rate,
            ScheduleKind.Cosine => Schedules.Cosine(after, rate, Length, MinRate),
            ScheduleKind.Step => Schedules.Stairs(after, rate, StepSize, Gamma),
            ScheduleKind.Polynomial => Schedules.Polynomial(after, rate, Length, Power),
            ScheduleKind.OneCycle => Schedules.OneCycle(t, rate, Length, OneCycle),
            _ => plateau?.Rate ?? rate,
        };
    }

    /// <summary>The momentum at an index, or null where the schedule leaves it alone.</summary>
    /// <param name="t">The index, from 0.</param>
    public double? MomentumAt(long t) => Kind == ScheduleKind.OneCycle && OneCycle.CycleMomentum
        ? Schedules.OneCycleMomentum(t, Length, OneCycle)
        : null;
}
