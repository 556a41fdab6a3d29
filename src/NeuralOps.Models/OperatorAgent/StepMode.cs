namespace NeuralOps.Models;

/// <summary>How the next state follows from an operator's output.</summary>
public enum StepMode
{
    /// <summary>u' = u + s · op(u).</summary>
    Residual,

    /// <summary>u' = op(u).</summary>
    Direct,

    /// <summary>r' = r + op(u, r, a, b) and u' = a·u + b·r': the operator corrects the response r that was observed
    /// last, and the update with the known shares a and b is exact.</summary>
    Response,
}
