namespace NeuralOps.Cli;

/// <summary>
/// The last frame of a free rollout beside the truth's late frames, 60 to the end (in short sequences the second half);
/// in normalised units.
/// </summary>
/// <param name="Sequence">The sequence's name.</param>
/// <param name="Mass">Mean density.</param>
/// <param name="TrueMass">Mean density of the truth.</param>
/// <param name="Speed">Root mean square speed.</param>
/// <param name="TrueSpeed">Root mean square speed of the truth.</param>
/// <param name="ColliderViolation">Mean density inside colliders.</param>
/// <param name="EmitterClosed">Whether no emitter is open at the sequence's end.</param>
/// <param name="StepsPerSecond">Rate of the steps.</param>
/// <param name="Last">The last frame, [3, H, W].</param>
/// <param name="Frames">Kept frames, each [3, H, W].</param>
public sealed record FreeRolloutResult(
    string Sequence, double Mass, double TrueMass, double Speed, double TrueSpeed, double ColliderViolation,
    bool EmitterClosed, double StepsPerSecond, float[] Last, IReadOnlyList<float[]> Frames)
{
    /// <summary>Mass relative to the truth's late frames.</summary>
    public double MassRatio => Mass / TrueMass;

    /// <summary>Speed relative to the truth's late frames.</summary>
    public double SpeedRatio => Speed / TrueSpeed;
}
