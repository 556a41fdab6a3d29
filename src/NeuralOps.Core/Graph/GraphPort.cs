namespace NeuralOps.Core;

/// <summary>An input or output of a whole graph, always float32.</summary>
/// <param name="Name">The name that a caller of the model binds.</param>
/// <param name="Dims">Axis lengths; empty where the runtime infers them.</param>
public sealed record GraphPort(string Name, IReadOnlyList<GraphDim> Dims);
