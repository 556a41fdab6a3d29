using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The layers in an ONNX graph.</content>
internal sealed partial class TransformerStack
{
    /// <inheritdoc cref="SelfAttention.Export"/>
    public GraphValue Export(GraphBuilder graph, GraphValue x, GraphValue? mask)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            using var scope = graph.Scope($"{nameof(layers)}.{i}");
            x = layers[i].Export(graph, x, mask);
        }

        return x;
    }
}
