using NeuralOps.Core;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A linear map of the lowest M×M frequencies of a field, then a network over the channels of each cell:
/// x [B, C, H, W] → [B, C, H, W].
/// </summary>
/// <remarks>Keeps the non-negative row frequencies alone, as the reference does.</remarks>
internal sealed class UAfnoMixing : Module<Tensor, Tensor>, IOnnxExportable, IPartialParameters
{
    private const KeptRows Rows = KeptRows.NonNegative;
    private const FourierScaling Scaling = FourierScaling.Orthonormal;
    private const string Real = "weights_real";
    private const string Imaginary = "weights_imag";

    private readonly Activation activation;
    [ComponentName(Name = Real)] private readonly Parameter weightsReal;
    [ComponentName(Name = Imaginary)] private readonly Parameter weightsImaginary;
    private readonly Sequential mlp;

    private Dictionary<string, Tensor> active = [];
    private long[] trained = [];

    public UAfnoMixing(int channels, int modes, Activation activation)
        : base(nameof(UAfnoMixing))
    {
        this.activation = activation;
        double scale = 1.0 / ((double)channels * channels);
        weightsReal = new Parameter(randn(channels, channels, modes, modes).mul_(scale));
        weightsImaginary = new Parameter(randn(channels, channels, modes, modes).mul_(scale));
        mlp = Sequential(("0", Linear(channels, 2 * channels)), ("2", Linear(2 * channels, channels)));
        RegisterComponents();
    }

    public IReadOnlyDictionary<string, Tensor> ActiveBlocks => active;

    private Linear Widening => (Linear)mlp[0];

    private Linear Narrowing => (Linear)mlp[1];

    /// <summary>From now on trains the modes alone that a grid holds; all of them where it holds all.</summary>
    public void TrainAt(long height, long width)
    {
        Free();
        trained = [height, width];
        var real = Leaf(weightsReal);
        var imaginary = Leaf(weightsImaginary);
        if (real.NumberOfElements < weightsReal.NumberOfElements)
        {
            active = new() { [Real] = real, [Imaginary] = imaginary };
            return;
        }

        real.Dispose();
        imaginary.Dispose();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (real, imaginary) = Weights(input);
        var x = SpectralMixing.Apply(input, [real], [imaginary], Rows, Scaling);
        x = activation.Apply(Widening.OverChannels(x)); // [B, 2C, H, W]
        return Narrowing.OverChannels(x).MoveToOuterDisposeScope(); // [B, C, H, W]
    }

    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var x = SpectralMixing.Export(
            graph, input, [(Real, weightsReal)], [(Imaginary, weightsImaginary)], Rows, Scaling);
        x = activation.Export(graph, Widening.ExportOverChannels(graph, $"{nameof(mlp)}.0", x, 2));
        return Narrowing.ExportOverChannels(graph, $"{nameof(mlp)}.2", x, 2);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Free();
        }

        base.Dispose(disposing);
    }

    private (Tensor Real, Tensor Imaginary) Weights(Tensor x)
    {
        if (active.Count == 0)
        {
            return (weightsReal, weightsImaginary);
        }

        if (x.shape.AsSpan(2).SequenceEqual(trained))
        {
            return (active[Real], active[Imaginary]);
        }

        return !is_grad_enabled()
            ? (weightsReal, weightsImaginary)
            : throw new InvalidOperationException(
                $"Expected the grid {trained[0]}x{trained[1]} in the bottleneck, which TrainAt named, got "
                + $"{x.size(2)}x{x.size(3)}. Another one runs without gradients, or after TrainAt with its size.");
    }

    private Tensor Leaf(Parameter weight)
    {
        using var part = SpectralMixing.ActivePart(weight, 0, Rows, trained);
        var leaf = part.detach().requires_grad_();
        leaf.DetachFromDisposeScope();
        return leaf;
    }

    private void Free()
    {
        foreach (var leaf in active.Values)
        {
            leaf.Dispose();
        }

        active = [];
    }
}
