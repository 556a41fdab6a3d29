namespace NeuralOps.Data;

/// <summary>How a track is read between its frames.</summary>
public enum Interpolation
{
    /// <summary>A straight line between the two frames around.</summary>
    Linear,

    /// <summary>Catmull and Rom's cubic through the two frames around, with the slopes of their neighbours: exact for
    /// motion of constant acceleration.</summary>
    Cubic,
}
