namespace NeuralOps.Core;

/// <summary>Which frequencies of the leading axes a truncated transform keeps; the last axis keeps 0 … m−1.</summary>
public enum KeptRows
{
    /// <summary>0 … m−1 and −m … −1, as Fourier neural operators do; at most all frequencies of the grid.</summary>
    BothSigns,

    /// <summary>The first m in the order of the transform, 0 … m−1.</summary>
    NonNegative,
}
