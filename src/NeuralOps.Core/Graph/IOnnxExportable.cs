namespace NeuralOps.Core;

/// <summary>A module that can write its inference forward pass into an ONNX graph.</summary>
public interface IOnnxExportable
{
    /// <summary>Appends the module's nodes and weights and returns the value of its forward pass.</summary>
    /// <param name="graph">The graph to append to, positioned at the module's scope.</param>
    /// <param name="input">The value that forward takes.</param>
    GraphValue Export(GraphBuilder graph, GraphValue input);
}
