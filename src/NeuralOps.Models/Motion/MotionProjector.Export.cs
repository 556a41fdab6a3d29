using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The projector's two ways in an ONNX graph.</content>
public sealed partial class MotionProjector : IOnnxExportable
{
    /// <inheritdoc/>
    /// <remarks>Motion [.., M] → motion [.., M].</remarks>
    public GraphValue Export(GraphBuilder graph, GraphValue input) =>
        ExportDecode(graph, ExportEncode(graph, input));

    internal GraphValue ExportEncode(GraphBuilder graph, GraphValue motion) =>
        encoder.Export(graph, nameof(encoder), motion);

    internal GraphValue ExportDecode(GraphBuilder graph, GraphValue encoded) =>
        decoder.Export(graph, nameof(decoder), encoded);
}
