namespace NeuralOps.Data;

/// <summary>Which frame's masks go with the step from t + k to t + k + 1.</summary>
public enum MaskTime
{
    /// <summary>Those at t + k, where the step starts.</summary>
    StepStart,

    /// <summary>Those at t + k + 1, as the published training code uses when it keeps sequences in memory.</summary>
    StepEnd,
}
