using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Mixes the channels of each frequency by a two-layer complex network with block-diagonal weights, shrinks the result
/// and adds the input: x [B, D, h, w] → [B, D, h, w].
/// </summary>
/// <remarks>Weights <c>w1</c>, <c>w2</c> [blocks, D/blocks, D/blocks, 2] and biases <c>b1</c>, <c>b2</c>
/// [blocks, D/blocks, 2] hold real and imaginary parts on the last axis.</remarks>
internal sealed class AfnoFilter : Module<Tensor, Tensor>, IOnnxExportable
{
    private const KeptRows Rows = KeptRows.BothSigns;
    private const FourierScaling Scaling = FourierScaling.Orthonormal;
    private const double StartScale = 0.02;

    private readonly int blocks;
    private readonly float threshold;
    private readonly long[] modes;
    private readonly Parameter w1;
    private readonly Parameter b1;
    private readonly Parameter w2;
    private readonly Parameter b2;

    public AfnoFilter(AfnoOptions options)
        : base(nameof(AfnoFilter))
    {
        blocks = options.Blocks;
        threshold = (float)options.SparsityThreshold;
        modes = [Modes(options.Height, options), Modes(options.Width, options)];
        long size = options.Embedding / blocks;
        w1 = Start(blocks, size, size, 2);
        b1 = Start(blocks, size, 2);
        w2 = Start(blocks, size, size, 2);
        b2 = Start(blocks, size, 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (real, imaginary) = TruncatedFourier.Forward(input, modes, Rows, Scaling); // [B, D, r, c]
        long[] spectrum = real.shape;
        long[] split = [spectrum[0], blocks, spectrum[1] / blocks, spectrum[2] * spectrum[3]];
        (real, imaginary) = Layer(
            real.reshape(split), imaginary.reshape(split), w1, b1); // [B, blocks, D/blocks, r·c]
        (real, imaginary) = Layer(real.relu(), imaginary.relu(), w2, b2);
        real = Shrink(real).reshape(spectrum);
        imaginary = Shrink(imaginary).reshape(spectrum);
        var mixed = TruncatedFourier.Inverse(real, imaginary, input.shape.AsSpan(2), Rows, Scaling);
        return (mixed + input).MoveToOuterDisposeScope();
    }

    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var (real, imaginary) = TruncatedFourier.Forward(graph, input, modes, Rows, Scaling);
        var spectrum = graph.Shape(real);
        real = graph.Reshape(real, 0, blocks, w1.size(1), -1);
        imaginary = graph.Reshape(imaginary, 0, blocks, w1.size(1), -1);
        (real, imaginary) = Export(graph, real, imaginary, 1);
        (real, imaginary) = Export(graph, graph.Relu(real), graph.Relu(imaginary), 2);
        var mixed = TruncatedFourier.Inverse(
            graph,
            graph.Reshape(Shrink(graph, real), spectrum),
            graph.Reshape(Shrink(graph, imaginary), spectrum),
            input,
            2,
            Rows,
            Scaling);
        return graph.Add(mixed, input);
    }

    private static (Tensor Real, Tensor Imaginary) Layer(
        Tensor real, Tensor imaginary, Tensor weight, Tensor bias)
    {
        var (a, b) = (Part(weight, 0).transpose(1, 2), Part(weight, 1).transpose(1, 2)); // [blocks, out, in]
        return (
            a.matmul(real) - b.matmul(imaginary) + Part(bias, 0).unsqueeze(-1),
            a.matmul(imaginary) + b.matmul(real) + Part(bias, 1).unsqueeze(-1));
    }

    private (GraphValue Real, GraphValue Imaginary) Export(
        GraphBuilder graph, GraphValue real, GraphValue imaginary, int layer)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = layer == 1 ? (w1, b1) : (w2, b2);
        GraphValue Weight(int part) =>
            graph.Weight($"w{layer}_{part}", Part(weight, part).transpose(1, 2));
        GraphValue Bias(int part) => graph.Weight($"b{layer}_{part}", Part(bias, part).unsqueeze(-1));
        var (a, b) = (Weight(0), Weight(1));
        return (
            graph.Add(graph.Sub(graph.MatMul(a, real), graph.MatMul(b, imaginary)), Bias(0)),
            graph.Add(graph.Add(graph.MatMul(a, imaginary), graph.MatMul(b, real)), Bias(1)));
    }

    private Tensor Shrink(Tensor x) => x - x.clamp(-threshold, threshold);

    private GraphValue Shrink(GraphBuilder graph, GraphValue x) =>
        graph.Sub(x, graph.Clip(x, -threshold, threshold));

    private static Tensor Part(Tensor complex, int part) => complex.select(-1, part);

    // All of any grid, or a share of those of the options' grid.
    private static long Modes(int cells, AfnoOptions options) => options.KeptModes < 1
        ? Math.Max(1, (long)(((cells / options.Patch / 2) + 1) * options.KeptModes))
        : int.MaxValue;

    private static Parameter Start(params long[] shape) => new(randn(shape).mul_(StartScale));
}
