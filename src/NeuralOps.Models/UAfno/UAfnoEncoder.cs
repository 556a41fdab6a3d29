using NeuralOps.Core;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>The descent of a <see cref="UAfno"/>: residual blocks at each resolution, kept as the skip, then half of
/// it. x [B, C_in, H, W] → [B, C_b, H/2^L, W/2^L] and the skips, finest first.</summary>
internal sealed class UAfnoEncoder : Module
{
    private readonly ConvBlock stem;
    [ComponentName(Name = "feature_blocks")] private readonly ModuleList<Sequential> featureBlocks;
    [ComponentName(Name = "downsample_blocks")] private readonly ModuleList<UAfnoDownsample> downsampleBlocks;
    private readonly ModuleList<UAfnoFilm>? film;

    public UAfnoEncoder(int inChannels, UAfnoOptions options)
        : base(nameof(UAfnoEncoder))
    {
        var layout = options.Convolution;
        int[] levels = [.. Enumerable.Range(0, options.EncoderLevels)];
        stem = new ConvBlock(inChannels, options.BaseChannels, layout);
        featureBlocks = ModuleList<Sequential>(
            [.. levels.Select(level => Features(options.Width(level), options.Width(level + 1), options))]);
        downsampleBlocks = ModuleList<UAfnoDownsample>(
            [.. levels.Select(level => new UAfnoDownsample(options.Width(level + 1), layout))]);
        film = options.Conditioning is { Modulates: true } conditioning
            ? ModuleList<UAfnoFilm>(
                [.. levels.Select(level => new UAfnoFilm(options.Width(level + 1), conditioning))])
            : null;
        RegisterComponents();
    }

    /// <summary>Of the weights.</summary>
    public ScalarType Dtype => stem.Dtype;

    /// <summary>Residual blocks, the first of which changes the channels.</summary>
    public static Sequential Features(int inChannels, int outChannels, UAfnoOptions options) => Sequential(
        Enumerable.Range(0, options.BlocksPerLevel).Select(i => (Module<Tensor, Tensor>)new ResidualBlock(
            i == 0 ? inChannels : outChannels, outChannels, options.Convolution)));

    public (Tensor X, List<Tensor> Skips) Encode(Tensor x, Tensor? embedding)
    {
        List<Tensor> skips = [];
        x = stem.call(x);
        for (int level = 0; level < featureBlocks.Count; level++)
        {
            x = featureBlocks[level].call(x); // [B, C_l, H/2^l, W/2^l]
            x = film?[level].call(x, embedding!) ?? x;
            skips.Add(x);
            x = downsampleBlocks[level].call(x); // [B, C_l, H/2^(l+1), W/2^(l+1)]
        }

        return (x, skips);
    }

    public (GraphValue X, List<GraphValue> Skips) Export(GraphBuilder graph, GraphValue x, GraphValue? embedding)
    {
        List<GraphValue> skips = [];
        using (graph.Scope(nameof(stem)))
        {
            x = stem.Export(graph, x);
        }

        for (int level = 0; level < featureBlocks.Count; level++)
        {
            x = ExportFeatures(featureBlocks[level], graph, $"feature_blocks.{level}", x);
            using (graph.Scope($"{nameof(film)}.{level}"))
            {
                x = film?[level].Export(graph, x, embedding!) ?? x;
            }

            skips.Add(x);
            using var scope = graph.Scope($"downsample_blocks.{level}");
            x = downsampleBlocks[level].Export(graph, x);
        }

        return (x, skips);
    }

    public static GraphValue ExportFeatures(Sequential blocks, GraphBuilder graph, string name, GraphValue x)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            using var scope = graph.Scope($"{name}.{i}");
            x = ((ResidualBlock)blocks[i]).Export(graph, x);
        }

        return x;
    }
}
