namespace NeuralOps.Models;

/// <summary>What a feature is taken from.</summary>
public enum FeatureFamily
{
    /// <summary>The first state.</summary>
    Initial,

    /// <summary>A trajectory as a whole.</summary>
    Summary,

    /// <summary>Each state of a trajectory after the first.</summary>
    Temporal,

    /// <summary>The parameters of the operator that made the trajectory.</summary>
    Architecture,

    /// <summary>The operator's answer to changed inputs; needs the operator.</summary>
    Sensitivity,
}
