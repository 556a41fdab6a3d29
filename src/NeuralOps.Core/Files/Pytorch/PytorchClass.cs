namespace NeuralOps.Core;

/// <summary>A class or function that a PyTorch file names; it is never looked up.</summary>
/// <param name="Name">Module and name, e.g. <c>training_config.TrainingConfig</c>.</param>
public sealed record PytorchClass(string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
