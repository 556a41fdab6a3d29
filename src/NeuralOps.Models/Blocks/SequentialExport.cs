using NeuralOps.Core;
using TorchSharp.Modules;

namespace NeuralOps.Models;

/// <summary>Exports chains of linear layers, activations, dropout and layer norms.</summary>
internal static class SequentialExport
{
    public static GraphValue Export(this Sequential chain, GraphBuilder graph, string name, GraphValue x)
    {
        using var scope = graph.Scope(name);
        return chain.Export(graph, x);
    }

    public static GraphValue Export(this Sequential chain, GraphBuilder graph, GraphValue x)
    {
        for (int i = 0; i < chain.Count; i++)
        {
            x = chain[i] switch
            {
                Linear linear => linear.Export(graph, $"{i}", x),
                LayerNorm norm => norm.Export(graph, $"{i}", x),
                ReLU => graph.Relu(x),
                SiLU => graph.Silu(x),
                Sigmoid => graph.Sigmoid(x),
                Dropout => x,
                var other => throw new ArgumentException(
                    $"Expected a linear layer, ReLU, SiLU, sigmoid, dropout or layer norm, got {other.GetType().Name}.",
                    nameof(chain)),
            };
        }

        return x;
    }
}
