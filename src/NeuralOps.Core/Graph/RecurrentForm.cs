namespace NeuralOps.Core;

/// <summary>The two graphs of a recurrent model.</summary>
public enum RecurrentForm
{
    /// <summary>All frames of a sequence at once: inputs [B, L, …].</summary>
    Sequence,

    /// <summary>One frame: inputs [B, …].</summary>
    Step,
}
