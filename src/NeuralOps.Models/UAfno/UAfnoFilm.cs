using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// γ(e)·x + β(e) for each channel, then a norm over channels and space; at the start γ = 1 and β = 0 whatever e is.
/// (x [B, C, H, W], embedding e [B, E]) → [B, C, H, W].
/// </summary>
internal sealed class UAfnoFilm : Module<Tensor, Tensor, Tensor>
{
    private readonly int channels;
    private readonly Linear hidden;
    private readonly Linear modulation;
    private readonly GroupNorm? norm;

    public UAfnoFilm(int channels, UAfnoConditioning options)
        : base(nameof(UAfnoFilm))
    {
        this.channels = channels;
        hidden = Linear(options.EmbeddingWidth, options.FilmHidden);
        modulation = Linear(options.FilmHidden, 2 * channels);
        norm = options.PostNorm ? (GroupNorm)Normalization.Layer.Create(channels, 1)! : null;
        init.zeros_(modulation.weight);
        init.zeros_(modulation.bias!);
        using var gamma = modulation.bias!.narrow(0, 0, channels);
        init.ones_(gamma);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor embedding)
    {
        using var scope = NewDisposeScope();
        var parts = modulation.call(hidden.call(embedding).relu()).reshape(-1, 2 * channels, 1, 1);
        x = (parts.narrow(1, 0, channels) * x) + parts.narrow(1, channels, channels); // [B, C, H, W]
        return (norm?.call(x) ?? x).MoveToOuterDisposeScope();
    }

    public GraphValue Export(GraphBuilder graph, GraphValue x, GraphValue embedding)
    {
        var parts = modulation.Export(
            graph, nameof(modulation), graph.Relu(hidden.Export(graph, nameof(hidden), embedding)));
        var cells = graph.Split(graph.Reshape(parts, 0, 2 * channels, 1, 1), 1, channels, channels);
        x = graph.Add(graph.Mul(cells[0], x), cells[1]);
        return norm?.Export(graph, nameof(norm), x) ?? x;
    }
}
