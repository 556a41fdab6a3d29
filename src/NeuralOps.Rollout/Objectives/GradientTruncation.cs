namespace NeuralOps.Rollout;

/// <summary>Where a rollout cuts the path of the gradient through time.</summary>
public enum GradientTruncation
{
    /// <summary>Nowhere: back-propagation through all steps.</summary>
    None,

    /// <summary>The fed-back state is detached after every <see cref="RolloutOptions.Window"/> steps.</summary>
    Window,

    /// <summary>All steps but the last run without gradients; their losses count in the value only.</summary>
    AllButLast,
}
