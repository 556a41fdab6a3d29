using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A Fourier neural operator in one to three dimensions (Li et al., arXiv:2010.08895): v ← P(x), then for each layer
/// v ← σ(K v + W v) with K a <see cref="SpectralConv"/> and W a linear map of each cell, the last without σ, then
/// y = Q₂ σ(Q₁ v). x [B, C_in, n_1 .. n_d] → [B, C_out, n_1 .. n_d] on any grid.
/// </summary>
/// <remarks>
/// State dictionary in the names of the published code: <c>fc0</c> lifts, <c>conv0</c>, <c>w0</c>, … are the layers,
/// <c>fc1</c> and <c>fc2</c> project; complex weights are two real ones, <c>weights1_real</c> and <c>weights1_imag</c>.
/// </remarks>
public sealed class Fno : Module<Tensor, Tensor>, IOnnxExportable
{
    private static readonly string[] Axes = ["B C_in N", "B C_in H W", "B C_in D H W"];

    private readonly Linear fc0;
    private readonly Linear fc1;
    private readonly Linear fc2;
    private readonly SpectralConv[] spectral;
    private readonly Convolution[] pointwise;

    /// <summary>An operator with random weights from the default generator.</summary>
    /// <param name="options">Its layout.</param>
    public Fno(FnoOptions options)
        : base(nameof(Fno))
    {
        Options = options;
        int width = options.Width;
        long[] modes = [.. options.Modes];
        fc0 = Linear(options.InChannels + (options.Grid ? modes.Length : 0), width);
        spectral = [.. Enumerable.Range(0, options.Layers).Select(_ => new SpectralConv(width, width, modes))];
        pointwise = [.. Enumerable.Range(0, options.Layers).Select(_ => Pointwise(width))];
        fc1 = Linear(width, options.ProjectionWidth);
        fc2 = Linear(options.ProjectionWidth, options.OutChannels);
        for (int i = 0; i < options.Layers; i++)
        {
            register_module($"conv{i}", spectral[i]);
            register_module($"w{i}", pointwise[i]);
        }

        RegisterComponents();
    }

    /// <summary>The layout.</summary>
    public FnoOptions Options { get; }

    private int Dimensions => Options.Modes.Count;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, C_in, n_1 .. n_d], or of another dtype than the
    /// weights.</exception>
    public override Tensor forward(Tensor input)
    {
        Require(input);
        using var scope = NewDisposeScope();
        var x = Options.Grid ? cat([input, Coordinates(input)], 1) : input;
        x = fc0.OverChannels(x); // [B, D, n_1 .. n_d]
        x = Options.Padding > 0 ? functional.pad(x, (0, Options.Padding)) : x;
        for (int i = 0; i < spectral.Length; i++)
        {
            x = spectral[i].call(x) + pointwise[i].call(x);
            x = i < spectral.Length - 1 ? Options.Activation.Apply(x) : x;
        }

        x = x.narrow(-1, 0, input.size(-1));
        x = Options.Activation.Apply(fc1.OverChannels(x));
        return fc2.OverChannels(x).MoveToOuterDisposeScope(); // [B, C_out, n_1 .. n_d]
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var x = Options.Grid ? graph.Concat(1, [input, .. Coordinates(graph, input)]) : input;
        x = fc0.ExportOverChannels(graph, nameof(fc0), x, Dimensions);
        x = Options.Padding > 0
            ? graph.Pad(x, [-1], [0], [Options.Padding], GraphPadMode.Constant)
            : x;
        for (int i = 0; i < spectral.Length; i++)
        {
            GraphValue mixed;
            using (graph.Scope($"conv{i}"))
            {
                mixed = spectral[i].Export(graph, x);
            }

            using var scope = graph.Scope($"w{i}");
            var layer = pointwise[i];
            x = graph.Add(
                mixed, graph.Conv(x, graph.Weight("weight", layer.weight), graph.Weight("bias", layer.bias!)));
            x = i < spectral.Length - 1 ? Options.Activation.Export(graph, x) : x;
        }

        x = Options.Padding > 0 ? graph.Slice(x, -1, 0, -Options.Padding) : x;
        x = Options.Activation.Export(graph, fc1.ExportOverChannels(graph, nameof(fc1), x, Dimensions));
        return fc2.ExportOverChannels(graph, nameof(fc2), x, Dimensions);
    }

    private void Require(Tensor x)
    {
        Shape.Require(
            x,
            Axes[Dimensions - 1],
            [Shape.Any, Options.InChannels, .. Enumerable.Repeat(Shape.Any, Dimensions)]);
        if (x.dtype != fc0.weight.dtype)
        {
            throw new ArgumentException(
                $"Expected dtype {fc0.weight.dtype} as the weights have, got {x.dtype}.", nameof(x));
        }
    }

    private static Tensor Coordinates(Tensor x)
    {
        long[] grid = x.shape[2..];
        return cat([.. grid.Select((length, axis) => Ramp(x, length).reshape(Along(axis, length, grid.Length))
            .expand([x.size(0), 1, .. grid]))], 1); // [B, d, n_1 .. n_d]
    }

    private static Tensor Ramp(Tensor like, long length) =>
        arange(length, like.dtype, like.device) / Math.Max(length - 1, 1);

    private GraphValue[] Coordinates(GraphBuilder graph, GraphValue x)
    {
        var shape = graph.Shape(x);
        var cells = graph.Concat(0, graph.Slice(shape, 0, 0, 1), graph.Constant(1L), graph.Slice(shape, 0, 2));
        return [.. Enumerable.Range(0, Dimensions).Select(axis =>
        {
            var column = graph.Reshape(Ramp(graph, shape, axis), Along(axis, -1, Dimensions));
            return graph.Node("Expand", [column, cells]); // [B, 1, n_1 .. n_d]
        })];
    }

    private static GraphValue Ramp(GraphBuilder graph, GraphValue shape, int axis)
    {
        var length = graph.Node("Gather", [shape, graph.Constant(axis + 2L)]); // [1]
        var last = graph.Node("Max", [graph.Sub(length, graph.Constant(1L)), graph.Constant(1L)]);
        GraphValue Scalar(GraphValue value) => graph.Node("Squeeze", [value]);
        GraphValue Real(GraphValue value) =>
            graph.Node("Cast", [value], new GraphAttribute("to", (long)GraphElement.Real32));
        var index = graph.Node(
            "Range", [Scalar(graph.Constant(0L)), Scalar(length), Scalar(graph.Constant(1L))]);
        return graph.Div(Real(index), Real(last));
    }

    private static long[] Along(int axis, long length, int dimensions)
    {
        long[] shape = [.. Enumerable.Repeat(1L, dimensions + 2)];
        shape[axis + 2] = length;
        return shape;
    }

    private Convolution Pointwise(int width) => Dimensions switch
    {
        1 => Conv1d(width, width, 1),
        2 => Conv2d(width, width, 1),
        _ => Conv3d(width, width, 1),
    };
}
