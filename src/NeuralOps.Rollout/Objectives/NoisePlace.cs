namespace NeuralOps.Rollout;

/// <summary>Which states of a training rollout are disturbed.</summary>
public enum NoisePlace
{
    /// <summary>The initial state.</summary>
    InitialState,

    /// <summary>Every state that is fed to the stepper.</summary>
    EveryState,
}
