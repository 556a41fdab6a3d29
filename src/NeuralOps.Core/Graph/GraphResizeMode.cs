namespace NeuralOps.Core;

/// <summary>How values between grid points are found when an array is resized.</summary>
public enum GraphResizeMode
{
    /// <summary>The cell at ⌊i / scale⌋, as nearest upsampling does.</summary>
    Nearest,

    /// <summary>Linear between cell centres, as bilinear upsampling without aligned corners does.</summary>
    Linear,
}
