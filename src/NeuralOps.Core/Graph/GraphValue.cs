namespace NeuralOps.Core;

/// <summary>One value of an ONNX graph: an input, an initialiser or the output of a node.</summary>
/// <param name="Name">Unique within its graph; empty for an optional node input that is left out.</param>
public sealed record GraphValue(string Name)
{
    /// <summary>The place of an optional node input that is left out.</summary>
    public static GraphValue None { get; } = new("");
}
