namespace NeuralOps.Models;

/// <summary>How the scale of the noise changes with the step t, over the period p.</summary>
public enum NoiseSchedule
{
    /// <summary>s.</summary>
    Constant,

    /// <summary>s·(1 − min(t/p, 1)).</summary>
    Annealing,

    /// <summary>s·(1 + ½·sin(2πt/p)).</summary>
    Periodic,
}
