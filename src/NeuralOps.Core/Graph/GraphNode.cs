namespace NeuralOps.Core;

/// <summary>One operator call of a graph, in the core ONNX domain.</summary>
/// <param name="Name">Unique within its graph, e.g. <c>downs.0/Conv_1</c>.</param>
/// <param name="OpType">The operator, e.g. <c>Conv</c>.</param>
/// <param name="Inputs">Names of the values read; empty names are optional inputs left out.</param>
/// <param name="Outputs">Names of the values made.</param>
/// <param name="Attributes">The operator's attributes.</param>
public sealed record GraphNode(
    string Name,
    string OpType,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<GraphAttribute> Attributes);
