namespace NeuralOps.Core;

/// <summary>What stands beyond the border of a padded array.</summary>
public enum GraphPadMode
{
    /// <summary>A constant; the mode <c>zeros</c> of convolutions when it is 0.</summary>
    Constant,

    /// <summary>The array mirrored at its border cells, which are not repeated.</summary>
    Reflect,

    /// <summary>The border cells repeated; the mode <c>replicate</c> of convolutions.</summary>
    Edge,

    /// <summary>The array itself, periodically.</summary>
    Circular,
}
