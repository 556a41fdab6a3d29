namespace NeuralOps.Core;

/// <summary>Where a pair of transforms over N grid points is divided by N.</summary>
public enum FourierScaling
{
    /// <summary>The inverse is divided by N.</summary>
    Backward,

    /// <summary>Both are divided by √N.</summary>
    Orthonormal,
}
