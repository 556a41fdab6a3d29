namespace NeuralOps.Models;

/// <summary>Weighted sums of a power spectrum: what each wave's power is multiplied by.</summary>
internal enum PowerSum
{
    /// <summary>1.</summary>
    Total,

    /// <summary>|κx|.</summary>
    X,

    /// <summary>|κy|.</summary>
    Y,

    /// <summary>|κ|.</summary>
    Radius,

    /// <summary>κx² − κy².</summary>
    Anisotropy,

    /// <summary>|κ|².</summary>
    SquaredRadius,

    /// <summary>1 for |κ| &lt; 1/3.</summary>
    Low,

    /// <summary>1 for 1/3 ≤ |κ| &lt; 2/3.</summary>
    Middle,

    /// <summary>1 for |κ| ≥ 2/3.</summary>
    High,

    /// <summary>|k|² over the number of cells, k in radians per cell: the mean square of the gradient.</summary>
    Gradient,

    /// <summary>The mean square after the low-pass.</summary>
    LowPassed,

    /// <summary>The mean square of the gradient after the low-pass.</summary>
    LowPassedGradient,

    /// <summary>The mean square of what the low-pass takes away.</summary>
    HighPassed,

    /// <summary>The mean square of the gradient of what the low-pass takes away.</summary>
    HighPassedGradient,
}
