namespace NeuralOperatorAgent;

/// <summary>How the gradient of a long rollout is taken.</summary>
internal enum BpttMode
{
    /// <summary>Steps without gradients up to the last window, then the window with gradients.</summary>
    Truncated,

    /// <summary>Window after window through the whole horizon, the state carried between them without gradients.
    /// </summary>
    Streaming,

    /// <summary>The exact gradient of the whole horizon, window after window from the last to the first.</summary>
    Sweep,
}
