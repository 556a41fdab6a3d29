using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Applies a linear layer over the channels of every cell, without moving them to the last axis.</summary>
internal static class ChannelLinear
{
    /// <summary>x [B, C_in, n_1 .. n_d] → [B, C_out, n_1 .. n_d].</summary>
    public static Tensor OverChannels(this Linear layer, Tensor x)
    {
        long[] grid = x.shape[2..];
        var cells = nn.functional.conv1d(x.flatten(2), layer.weight.unsqueeze(-1), layer.bias); // [B, C_out, N]
        return cells.reshape([x.size(0), cells.size(1), .. grid]);
    }

    /// <summary>The same in a graph.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="x">[B, C_in, n_1 .. n_d].</param>
    /// <param name="dimensions">d.</param>
    public static GraphValue ExportOverChannels(
        this Linear layer, GraphBuilder graph, string name, GraphValue x, int dimensions)
    {
        using var scope = graph.Scope(name);
        using var weight = layer.weight.reshape([.. layer.weight.shape, .. Enumerable.Repeat(1L, dimensions)]);
        return graph.Conv(
            x, graph.Weight("weight", weight), layer.bias is null ? null : graph.Weight("bias", layer.bias));
    }
}
