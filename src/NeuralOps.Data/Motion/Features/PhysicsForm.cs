namespace NeuralOps.Data;

/// <summary>How a physics state is taken from feature vectors.</summary>
public enum PhysicsForm
{
    /// <summary>
    /// Height, velocity and contacts from the slices that hold them, derivatives by central differences: row t knows
    /// of vectors t − 2 … t + 2.
    /// </summary>
    Central,

    /// <summary>
    /// The same with backward differences: row t depends on vectors 0 … t only, as next-frame training and real time
    /// need it.
    /// </summary>
    Causal,

    /// <summary>
    /// The published PhysicsSSM's extraction, which reads channels 0–2 as the angular and 3–5 as the linear velocity;
    /// its frame rate is 20 for any data. For parity only.
    /// </summary>
    Reference,
}
