using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>A level of the ascent. (x [B, C, h, w], skip [B, C_s, 2h, 2w]) → [B, C_s, 2h, 2w].</summary>
internal sealed class UAfnoDecoderLevel : Module
{
    private readonly UAfnoUpsample upsample;
    private readonly Sequential refine;
    private readonly UAfnoFilm? film;

    public UAfnoDecoderLevel(int channels, int skipChannels, UAfnoOptions options)
        : base(nameof(UAfnoDecoderLevel))
    {
        upsample = new UAfnoUpsample(channels, skipChannels, options.Convolution);
        refine = UAfnoEncoder.Features(skipChannels, skipChannels, options);
        film = options.Conditioning is { Modulates: true } conditioning
            ? new UAfnoFilm(skipChannels, conditioning)
            : null;
        RegisterComponents();
    }

    public Tensor Decode(Tensor x, Tensor skip, Tensor? embedding)
    {
        x = refine.call(upsample.call(x, skip));
        return film?.call(x, embedding!) ?? x;
    }

    public GraphValue Export(GraphBuilder graph, GraphValue x, GraphValue skip, GraphValue? embedding)
    {
        using (graph.Scope(nameof(upsample)))
        {
            x = upsample.Export(graph, x, skip);
        }

        x = UAfnoEncoder.ExportFeatures(refine, graph, nameof(refine), x);
        using var scope = graph.Scope(nameof(film));
        return film?.Export(graph, x, embedding!) ?? x;
    }
}
