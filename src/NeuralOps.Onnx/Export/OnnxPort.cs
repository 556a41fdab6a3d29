namespace NeuralOps.Onnx;

/// <summary>An input or output as a sidecar describes it.</summary>
/// <param name="Name">The name to bind.</param>
/// <param name="Dims">Axis lengths as text: numbers, or symbols for those free at run time.</param>
/// <param name="Channels">Meaning of each channel, in order.</param>
public sealed record OnnxPort(string Name, IReadOnlyList<string> Dims, IReadOnlyList<string> Channels);
