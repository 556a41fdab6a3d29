using NeuralOps.Core;
using TorchSharp;
using TorchSharp.Modules;

namespace NeuralOps.Models;

/// <summary>Exports convolutions with every padding mode.</summary>
internal static class ConvolutionExport
{
    public static GraphValue Export(this Conv2d layer, GraphBuilder graph, string name, GraphValue x)
    {
        using var scope = graph.Scope(name);
        long[] padding = layer.padding ?? [0, 0];
        if (layer.padding_mode != PaddingModes.Zeros)
        {
            x = graph.Pad(x, [2, 3], padding, padding, Mode(layer.padding_mode));
            padding = [0, 0];
        }

        return graph.Conv(
            x,
            graph.Weight("weight", layer.weight),
            layer.bias is null ? null : graph.Weight("bias", layer.bias),
            layer.stride,
            padding);
    }

    public static GraphValue Export(this ConvTranspose2d layer, GraphBuilder graph, string name, GraphValue x)
    {
        using var scope = graph.Scope(name);
        return graph.ConvTranspose(
            x, graph.Weight("weight", layer.weight), graph.Weight("bias", layer.bias!), layer.stride, layer.padding);
    }

    private static GraphPadMode Mode(PaddingModes mode) => mode switch
    {
        PaddingModes.Reflect => GraphPadMode.Reflect,
        PaddingModes.Replicate => GraphPadMode.Edge,
        _ => GraphPadMode.Circular,
    };
}
