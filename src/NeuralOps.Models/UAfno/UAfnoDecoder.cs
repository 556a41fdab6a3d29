using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>The ascent of a <see cref="UAfno"/>, deepest level first, and the 1×1 convolution to C_out.</summary>
internal sealed class UAfnoDecoder : Module
{
    private readonly ModuleList<UAfnoDecoderLevel> levels;
    private readonly Sequential output;

    public UAfnoDecoder(UAfnoOptions options)
        : base(nameof(UAfnoDecoder))
    {
        int deepest = options.EncoderLevels;
        var widths = Enumerable.Range(0, deepest).Select(i => options.Width(deepest - i));
        levels = ModuleList<UAfnoDecoderLevel>(
        [
            .. widths.Select((width, i) => new UAfnoDecoderLevel(
                i == 0 ? width : options.Width(deepest - i + 1), width, options)),
        ]);
        output = Sequential(("conv", Conv2d(options.Width(Math.Min(1, deepest)), options.OutChannels, 1)));
        RegisterComponents();
    }

    public Tensor Decode(Tensor x, IReadOnlyList<Tensor> skips, Tensor? embedding)
    {
        for (int i = 0; i < levels.Count; i++)
        {
            x = levels[i].Decode(x, skips[^(i + 1)], embedding);
        }

        return output.call(x); // [B, C_out, H, W]
    }

    public GraphValue Export(
        GraphBuilder graph, GraphValue x, IReadOnlyList<GraphValue> skips, GraphValue? embedding)
    {
        for (int i = 0; i < levels.Count; i++)
        {
            using var scope = graph.Scope($"{nameof(levels)}.{i}");
            x = levels[i].Export(graph, x, skips[^(i + 1)], embedding);
        }

        return ((Conv2d)output[0]).Export(graph, $"{nameof(output)}.conv", x);
    }
}
