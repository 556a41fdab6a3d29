namespace NeuralOps.Models;

/// <summary>What a fluid state's channel 3 holds after a step.</summary>
public enum FluidShift
{
    /// <summary>The density before the step, as the channel's meaning and every inference program of the reference have
    /// it.
    /// </summary>
    PreviousDensity,

    /// <summary>The density that was just predicted, equal to channel 0, as the reference's training code has it; only
    /// for parity with its published numbers.</summary>
    Prediction,
}
