namespace NeuralOps.Data;

/// <summary>Where a clip that is too long is cut.</summary>
public enum MotionCrop
{
    /// <summary>The first frames are kept, as evaluation wants it.</summary>
    Start,

    /// <summary>A window drawn anew in each epoch, as training wants it.</summary>
    Random,
}
