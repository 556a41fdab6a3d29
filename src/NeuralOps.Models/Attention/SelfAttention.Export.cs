using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <content>The attention in an ONNX graph.</content>
internal sealed partial class SelfAttention
{
    /// <param name="graph">The graph, positioned at the module's scope.</param>
    /// <param name="x">[B, L, D].</param>
    /// <param name="mask">Added to the scores [B, H, L, L]; null for none.</param>
    public GraphValue Export(GraphBuilder graph, GraphValue x, GraphValue? mask)
    {
        using var disposal = NewDisposeScope();
        using var quiet = no_grad();
        long width = in_proj_weight.size(1);
        var joined = graph.Add(
            graph.MatMul(x, graph.Weight(nameof(in_proj_weight), in_proj_weight.t())),
            graph.Weight(nameof(in_proj_bias), in_proj_bias));
        var parts = graph.Split(joined, -1, width, width, width);
        var q = graph.Mul(Heads(parts[0], 0, 2, 1, 3), graph.Constant(1 / float.Sqrt((float)width / heads)));
        var scores = graph.MatMul(q, Heads(parts[1], 0, 2, 3, 1)); // [B, H, L, L]
        var weights = graph.Softmax(mask is null ? scores : graph.Add(scores, mask), -1);
        var y = graph.Transpose(graph.MatMul(weights, Heads(parts[2], 0, 2, 1, 3)), 0, 2, 1, 3);
        return out_proj.Export(graph, nameof(out_proj), graph.Reshape(y, 0, 0, -1));

        GraphValue Heads(GraphValue part, params long[] order) =>
            graph.Transpose(graph.Reshape(part, 0, 0, heads, -1), order);
    }
}
