using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Exports layers over the last axis.</summary>
internal static class DenseExport
{
    public static GraphValue Export(this Linear layer, GraphBuilder graph, string name, GraphValue x)
    {
        using var scope = graph.Scope(name);
        using var transposed = layer.weight.t();
        var y = graph.MatMul(x, graph.Weight("weight", transposed));
        return layer.bias is null ? y : graph.Add(y, graph.Weight("bias", layer.bias));
    }

    public static GraphValue Export(this LayerNorm layer, GraphBuilder graph, string name, GraphValue x)
    {
        using var scope = graph.Scope(name);
        return graph.LayerNorm(
            x, graph.Weight("weight", layer.weight!), graph.Weight("bias", layer.bias!), (float)layer.eps);
    }
}
