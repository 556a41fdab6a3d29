using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The encoder in an ONNX graph.</content>
internal sealed partial class TextEncoder
{
    private const float Unseen = -1e9f; // added to a score, after which its weight is 0

    /// <param name="graph">The graph, positioned at the module's scope.</param>
    /// <param name="tokens">int64 [B, S].</param>
    /// <returns>[B, D].</returns>
    public GraphValue Export(GraphBuilder graph, GraphValue tokens)
    {
        var words = graph.Gather(graph.Weight($"{nameof(word_embed)}.weight", word_embed.weight!), tokens);
        var table = graph.Weight($"{nameof(pos_embed)}.weight", pos_embed.weight!);
        var places = graph.Node("Slice", [table, graph.Constant(0L), graph.Shape(tokens, 1), graph.Constant(0L)]);
        var x = graph.Add(words, places); // [B, S, D]
        using var scope = graph.Scope(nameof(encoder));
        if (!options.MasksPadding)
        {
            return graph.ReduceMean(encoder.Export(graph, x, null), [1], keepDims: false);
        }

        var ids = graph.Cast(tokens, GraphElement.Real32);
        var (first, others) = (graph.Slice(ids, 1, 0, 1), graph.Slice(ids, 1, 1));
        var isWord = graph.Concat(1, graph.Clip(first, 1, 1), graph.Clip(others, 0, 1)); // [B, S]
        var hidden = graph.Mul(graph.Sub(graph.Constant(1f), isWord), graph.Constant(Unseen));
        x = encoder.Export(graph, x, graph.Node("Unsqueeze", [hidden, graph.Constant(1, 2)]));
        var sum = graph.Squeeze(graph.MatMul(graph.Unsqueeze(isWord, 1), x), 1); // [B, D]
        var count = graph.Node("ReduceSum", [isWord, graph.Constant(1L)]); // [B, 1]
        return graph.Div(sum, count);
    }
}
