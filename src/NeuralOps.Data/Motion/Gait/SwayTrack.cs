namespace NeuralOps.Data;

/// <summary>The weight of the body between the feet, from −1 over the right foot to 1 over the left one: a sum of
/// pulses, one for each time that the other foot is in the air.</summary>
internal sealed class SwayTrack
{
    private readonly List<(double From, double To, double Ramp, double Weight)> pulses = [];

    /// <summary>Adds a pulse whose ramps are centred on its ends.</summary>
    public void Add(double from, double to, double ramp, double weight) => pulses.Add((from, to, ramp, weight));

    public double this[double time] => pulses.Sum(pulse => pulse.Weight
        * (Ramp(time - pulse.From, pulse.Ramp) - Ramp(time - pulse.To, pulse.Ramp)));

    private static double Ramp(double time, double length) => QuinticTrack.Ease((time / length) + 0.5);
}
