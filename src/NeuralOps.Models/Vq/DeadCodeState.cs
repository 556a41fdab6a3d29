namespace NeuralOps.Models;

/// <summary>What <see cref="DeadCodeRule"/> remembers between epochs.</summary>
public sealed record DeadCodeState
{
    /// <summary>The epoch of the last reset; 0 before the first.</summary>
    public int LastReset { get; init; }

    /// <summary>The use of the codebooks in the last epochs, oldest first.</summary>
    public IReadOnlyList<double> Utilization { get; init; } = [];

    /// <summary>The validation loss in the last epochs, oldest first.</summary>
    public IReadOnlyList<double> Loss { get; init; } = [];
}
