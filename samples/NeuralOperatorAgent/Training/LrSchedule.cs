namespace NeuralOperatorAgent;

/// <summary>The course of the learning rate after the warm-up.</summary>
internal enum LrSchedule
{
    /// <summary>Half a cosine down to 0.</summary>
    Cosine,

    /// <summary>No change.</summary>
    Constant,
}
