namespace NeuralOps.Models;

/// <summary>What the running code counts n_k of a <see cref="VectorQuantizer"/> start from.</summary>
public enum EmaStart
{
    /// <summary>n_k = 1, so that the average vector starts as the code itself.</summary>
    One,

    /// <summary>n_k = 0, as the published reference has it: the first step divides every unused code by about ε, and it
    /// never comes back. For parity with its numbers only.</summary>
    Zero,
}
