using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>What the mean and variance of a normalisation are taken over.</summary>
public enum Normalization
{
    /// <summary>No normalisation; the convolution before it has a bias.</summary>
    None,

    /// <summary>Batch and space per channel; running statistics in evaluation mode.</summary>
    Batch,

    /// <summary>Space per sample and channel, with weight and bias, without running statistics.</summary>
    Instance,

    /// <summary>Space and a group of channels per sample, with weight and bias per channel.</summary>
    Group,

    /// <summary>Space and all channels per sample, with weight and bias per channel.</summary>
    Layer,
}

/// <summary>Makes and exports the layer of a <see cref="Normalization"/>; ε is 1e-5 throughout.</summary>
internal static class NormalizationLayer
{
    /// <summary>The layer, or null for none. The groups are lowered until they divide the channels.</summary>
    public static nn.Module<Tensor, Tensor>? Create(this Normalization normalization, int channels, int groups) =>
        normalization switch
        {
            Normalization.Batch => nn.BatchNorm2d(channels),
            Normalization.Instance => nn.InstanceNorm2d(channels, affine: true),
            Normalization.Group => Group(channels, groups),
            Normalization.Layer => Group(channels, 1),
            _ => null,
        };

    public static GraphValue Export(this nn.Module<Tensor, Tensor> layer, GraphBuilder graph, string name, GraphValue x)
    {
        using var scope = graph.Scope(name);
        return layer switch
        {
            BatchNorm2d batch => graph.BatchNormalization(
                x,
                graph.Weight("weight", batch.weight),
                graph.Weight("bias", batch.bias!),
                graph.Weight("running_mean", batch.running_mean!),
                graph.Weight("running_var", batch.running_var!),
                (float)batch.eps),
            InstanceNorm2d instance => graph.InstanceNormalization(
                x, graph.Weight("weight", instance.weight), graph.Weight("bias", instance.bias!), (float)instance.eps),
            GroupNorm group => ExportGroup(group, graph, x),
            _ => throw new ArgumentException($"Expected a normalisation, got {layer.GetType().Name}.", nameof(layer)),
        };
    }

    private static GroupNorm Group(int channels, int groups)
    {
        groups = Math.Min(groups, channels);
        while (channels % groups != 0)
        {
            groups--;
        }

        var layer = nn.GroupNorm(groups, channels);
        nn.init.ones_(layer.weight); // the official layer leaves them uninitialised
        nn.init.zeros_(layer.bias!);
        return layer;
    }

    private static GraphValue ExportGroup(GroupNorm layer, GraphBuilder graph, GraphValue x)
    {
        using var weight = layer.weight.reshape(-1, 1, 1);
        using var bias = layer.bias!.reshape(-1, 1, 1);
        return graph.GroupNorm(
            x, (int)layer.num_groups, graph.Weight("weight", weight), graph.Weight("bias", bias), (float)layer.eps);
    }
}
