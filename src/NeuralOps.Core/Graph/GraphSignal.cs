namespace NeuralOps.Core;

/// <summary>A named array that a recurrent model takes, gives or carries for one sample: a frame of its input or
/// output, or a state.</summary>
/// <param name="Name">Unique within the model; of a state, the path of the module that carries it.</param>
/// <param name="Dims">Axis lengths, without the batch axis and without time.</param>
public sealed record GraphSignal(string Name, params IReadOnlyList<long> Dims);
