namespace NeuralOps.Core;

/// <summary>What is wrong in a pickle; <see cref="PytorchFile"/> adds the file.</summary>
internal sealed class PickleException(string message) : FormatException(message);
