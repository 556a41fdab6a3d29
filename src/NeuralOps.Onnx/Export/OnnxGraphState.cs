namespace NeuralOps.Onnx;

/// <summary>A state that a graph takes and gives, as its sidecar describes it: float32, zero at the start.</summary>
/// <param name="Name">The path of the module that carries it.</param>
/// <param name="Input">The input to bind.</param>
/// <param name="Output">The output to bind, which is the next run's input.</param>
/// <param name="Dims">Axis lengths of one sample; the batch axis stands before them.</param>
public sealed record OnnxGraphState(string Name, string Input, string Output, IReadOnlyList<long> Dims);
