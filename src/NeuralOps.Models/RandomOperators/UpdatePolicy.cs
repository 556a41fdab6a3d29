namespace NeuralOps.Models;

/// <summary>How the next state follows from the state x and the operator's output O(x).</summary>
public enum UpdatePolicy
{
    /// <summary>O(x).</summary>
    Autoregressive,

    /// <summary>x + dt·O(x).</summary>
    Residual,

    /// <summary>α·x + (1 − α)·O(x).</summary>
    Convex,
}
