namespace NeuralOps.Models;

/// <summary>How a grid's resolution is doubled.</summary>
public enum Upsampling
{
    /// <summary>Each cell four times.</summary>
    Nearest,

    /// <summary>Linear between cell centres.</summary>
    Bilinear,

    /// <summary>A learnt 2×2 transposed convolution with stride 2.</summary>
    Transpose,
}
