namespace NeuralOps.Data;

/// <summary>How fast an action is, against its usual tempo.</summary>
public enum GaitPace
{
    /// <summary>About two thirds of the usual tempo.</summary>
    Slow,

    /// <summary>The usual tempo, which a caption need not mention.</summary>
    Normal,

    /// <summary>About a third above the usual tempo.</summary>
    Fast,
}
