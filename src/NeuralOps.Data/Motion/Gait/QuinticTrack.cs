namespace NeuralOps.Data;

/// <summary>
/// A quantity over time with two continuous derivatives: quintic Hermite polynomials between knots of value, velocity
/// and acceleration, constant outside. Between knots at rest it is the movement of least jerk; between knots of one
/// parabola it is that parabola.
/// </summary>
internal sealed class QuinticTrack
{
    private readonly List<Knot> knots = [];

    /// <param name="value">The value before the first further knot.</param>
    public QuinticTrack(double value) => knots.Add(new(0, value, 0, 0));

    /// <summary>The time of the last knot.</summary>
    public double End => knots[^1].Time;

    /// <summary>The value at the last knot.</summary>
    public double Last => knots[^1].Value;

    /// <summary>Adds a knot, later than the last.</summary>
    public QuinticTrack Add(double time, double value, double velocity = 0, double acceleration = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, End);
        knots.Add(new(time, value, velocity, acceleration));
        return this;
    }

    /// <summary>Stays at the last value until a time, which may be that of the last knot but for rounding.</summary>
    public QuinticTrack Hold(double until) => Math.Abs(until - End) < 1e-9 ? this : Add(until, Last);

    public double this[double time]
    {
        get
        {
            int next = knots.FindIndex(knot => knot.Time > time);
            return next < 0 ? Last : next == 0 ? knots[0].Value : Between(knots[next - 1], knots[next], time);
        }
    }

    /// <summary>10 s³ − 15 s⁴ + 6 s⁵ on [0, 1]: from 0 to 1 with velocity and acceleration 0 at both ends.</summary>
    public static double Ease(double s)
    {
        s = Math.Clamp(s, 0, 1);
        return s * s * s * (10 + (s * (-15 + (6 * s))));
    }

    /// <summary>64 s³ (1 − s)³ on [0, 1], 0 outside: a bump of height 1 with two continuous derivatives.</summary>
    public static double Bump(double s)
    {
        s = Math.Clamp(s, 0, 1);
        double product = 4 * s * (1 - s);
        return product * product * product;
    }

    private static double Between(in Knot from, in Knot to, double time)
    {
        double span = to.Time - from.Time;
        double s = (time - from.Time) / span;
        double v0 = from.Velocity * span;
        double a0 = from.Acceleration * span * span / 2;
        double rise = to.Value - from.Value - v0 - a0;
        double v = (to.Velocity * span) - v0 - (2 * a0);
        double a = ((to.Acceleration * span * span) - (2 * a0)) / 2;
        double c3 = (10 * rise) - (4 * v) + a;
        double c4 = (-15 * rise) + (7 * v) - (2 * a);
        double c5 = (6 * rise) - (3 * v) + a;
        return from.Value + (s * (v0 + (s * (a0 + (s * (c3 + (s * (c4 + (s * c5)))))))));
    }

    private readonly record struct Knot(double Time, double Value, double Velocity, double Acceleration);
}
