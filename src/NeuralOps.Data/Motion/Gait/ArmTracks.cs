namespace NeuralOps.Data;

/// <summary>What an arm does beside swinging with the steps, in radians.</summary>
internal sealed class ArmTracks
{
    /// <summary>How far the arm stops swinging, 0 … 1.</summary>
    public QuinticTrack Calm { get; } = new(0);

    public QuinticTrack Flexion { get; } = new(0);

    public QuinticTrack Abduction { get; } = new(0);

    public QuinticTrack Twist { get; } = new(0);

    public QuinticTrack Elbow { get; } = new(0);

    /// <summary>Moves to angles between two times; the swing is calmed for those other than hanging.</summary>
    public void Move(double from, double to, double flexion, double abduction, double twist, double elbow)
    {
        Calm.Hold(from).Add(to, flexion == 0 && abduction == 0 && elbow == 0 ? 0 : 1);
        Flexion.Hold(from).Add(to, flexion);
        Abduction.Hold(from).Add(to, abduction);
        Twist.Hold(from).Add(to, twist);
        Elbow.Hold(from).Add(to, elbow);
    }

    /// <summary>The arm at a time.</summary>
    /// <param name="time">The time.</param>
    /// <param name="swing">Flexion by which it would swing.</param>
    /// <param name="elbow">Elbow angle while it swings.</param>
    public ArmPose At(double time, double swing, double elbow)
    {
        double free = 1 - Calm[time];
        return new(
            Flexion[time] + (free * swing),
            0.1 + Abduction[time],
            Twist[time],
            Elbow[time] + (free * (elbow + (0.5 * swing))));
    }
}
