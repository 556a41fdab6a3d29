using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The layer in an ONNX graph.</content>
internal sealed partial class TransformerLayer
{
    /// <inheritdoc cref="SelfAttention.Export"/>
    public GraphValue Export(GraphBuilder graph, GraphValue x, GraphValue? mask)
    {
        if (options.NormFirst)
        {
            x = graph.Add(x, Attend(norm1.Export(graph, nameof(norm1), x)));
            return graph.Add(x, Feed(norm2.Export(graph, nameof(norm2), x)));
        }

        x = norm1.Export(graph, nameof(norm1), graph.Add(x, Attend(x)));
        return norm2.Export(graph, nameof(norm2), graph.Add(x, Feed(x)));

        GraphValue Attend(GraphValue y)
        {
            using var scope = graph.Scope(nameof(self_attn));
            return self_attn.Export(graph, y, mask);
        }

        GraphValue Feed(GraphValue y) => linear2.Export(
            graph, nameof(linear2), graph.Relu(linear1.Export(graph, nameof(linear1), y)));
    }
}
