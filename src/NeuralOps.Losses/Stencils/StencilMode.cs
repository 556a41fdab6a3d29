namespace NeuralOps.Losses;

/// <summary>A finite-difference quotient for a first derivative on a grid of spacing Δ.</summary>
public enum StencilMode
{
    /// <summary>(f[i+1] − f[i]) / Δ, of first order.</summary>
    Forward,

    /// <summary>(f[i+1] − f[i−1]) / 2Δ, of second order.</summary>
    Central,
}
