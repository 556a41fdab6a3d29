using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The decoder in an ONNX graph.</content>
internal sealed partial class MotionDecoder
{
    public GraphValue Export(GraphBuilder graph, GraphValue x) => output_proj.Export(graph, nameof(output_proj), x);

    public GraphValue ExportLengthShare(GraphBuilder graph, GraphValue condition) =>
        graph.Squeeze(graph.Sigmoid(length_head.Export(graph, nameof(length_head), condition)), -1);
}
