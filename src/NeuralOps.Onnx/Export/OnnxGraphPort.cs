namespace NeuralOps.Onnx;

/// <summary>An input or output of a graph as its sidecar describes it.</summary>
/// <param name="Name">The name to bind.</param>
/// <param name="Element">Its element type, <c>float32</c> or <c>int64</c>.</param>
/// <param name="Dims">Axis lengths as text: numbers, or symbols for those free at run time.</param>
/// <param name="Channels">Meaning of each place of the last axis, in order; empty where none is told.</param>
public sealed record OnnxGraphPort(
    string Name, string Element, IReadOnlyList<string> Dims, IReadOnlyList<string> Channels);
