namespace NeuralFluid;

/// <summary>Where the demo's comparisons come from.</summary>
internal enum Comparison
{
    /// <summary>Weights that an earlier demo trained.</summary>
    Shipped,

    /// <summary>Single steps for the same time, trained now.</summary>
    Alone,

    /// <summary>That and the reference's recipe, trained now.</summary>
    All,
}
