namespace NeuralOps.Data;

/// <summary>The way a locomotion takes over the ground.</summary>
public enum GaitPath
{
    /// <summary>On the spot.</summary>
    InPlace,

    /// <summary>Straight ahead.</summary>
    Forward,

    /// <summary>Straight back, facing forward.</summary>
    Backward,

    /// <summary>A gentle curve to one side.</summary>
    Curve,

    /// <summary>Straight, then a turn of 90° to one side, then straight again.</summary>
    Corner,

    /// <summary>Around a circle to one side.</summary>
    Circle,

    /// <summary>Straight, then half a turn to one side, and back.</summary>
    Back,
}
