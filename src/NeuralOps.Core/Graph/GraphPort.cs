namespace NeuralOps.Core;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">The name that a caller of the model binds.</param>
/// <param name="Dims">Axis lengths; empty where the runtime infers them.</param>
/// <param name="Element">Element type.</param>
public sealed record GraphPort(
    string Name, IReadOnlyList<GraphDim> Dims, GraphElement Element = GraphElement.Real32);
