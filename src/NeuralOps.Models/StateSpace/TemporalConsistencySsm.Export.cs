using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The block as a pair of ONNX graphs.</content>
public sealed partial class TemporalConsistencySsm
{
    /// <inheritdoc/>
    public override RecurrentValues ExportFrames(
        GraphBuilder graph,
        RecurrentForm form,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<GraphValue> states)
    {
        var normalized = norm.Export(graph, nameof(norm), inputs[0]);
        var smooth = ssm.ExportFrames(graph, form, nameof(ssm), normalized, states);
        return smooth with { Output = graph.Add(inputs[0], smooth.Output) };
    }
}
