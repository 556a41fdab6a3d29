using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A U-shaped convolutional network (Ronneberger et al. 2015, arXiv:1505.04597) with residual blocks, in the layout and
/// with the weight names of the FluidNet reference. x [B, C_in, H, W] → [B, C_out, H, W].
/// </summary>
/// <remarks>
/// H and W are best multiples of 2^depth. Pooled networks round odd lengths down, so H becomes 2^depth·⌊H/2^depth⌋;
/// strided ones round up and crop, so H stays (departs from the reference, which fails there).
/// </remarks>
public sealed class Unet : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly Conv2d stem;
    private readonly ModuleList<UnetDown> downs;
    private readonly ModuleList<UnetResidualBlock> mid;
    private readonly ModuleList<UnetUp> ups;
    private readonly Conv2d head;

    /// <summary>A network with random weights from the default generator.</summary>
    /// <param name="options">Its layout.</param>
    public Unet(UnetOptions options)
        : base(nameof(Unet))
    {
        Options = options;
        int Channels(int level) => options.BaseChannels << level;
        int[] levels = [.. Enumerable.Range(0, options.Depth)];
        stem = Conv2d(options.InChannels, Channels(0), 3, padding: 1, padding_mode: options.PaddingMode);
        downs = ModuleList<UnetDown>([.. levels.Select(i => new UnetDown(Channels(i), Channels(i + 1), options))]);
        int[] blocks = [.. Enumerable.Repeat(Channels(options.Depth), options.BottleneckBlocks)];
        mid = ModuleList<UnetResidualBlock>([.. blocks.Select(channels => new UnetResidualBlock(channels, options))]);
        ups = ModuleList<UnetUp>([.. levels.Reverse().Select(i => new UnetUp(Channels(i + 1), options))]);
        head = Conv2d(Channels(0), options.OutChannels, 1);
        if (options.ZeroHead)
        {
            init.zeros_(head.weight);
            init.zeros_(head.bias!);
        }

        RegisterComponents();
    }

    /// <summary>The layout.</summary>
    public UnetOptions Options { get; }

    /// <summary>Whether batch norms keep using their running statistics in training mode, as the last phase of a
    /// rollout curriculum wants; takes effect at the next <see cref="train"/>.</summary>
    public bool FreezesStatistics { get; set; }

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        foreach (var norm in modules().OfType<BatchNorm2d>().Where(_ => FreezesStatistics))
        {
            norm.eval();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, C_in, H, W], of another dtype than the weights, or too
    /// small.</exception>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Run(input).Output.MoveToOuterDisposeScope();
    }

    /// <summary>Runs forward and keeps the intermediate results.</summary>
    /// <param name="x">[B, C_in, H, W].</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>.</exception>
    public UnetTrace Trace(Tensor x)
    {
        using var scope = NewDisposeScope();
        var trace = Run(x);
        scope.MoveToOuter(trace.Bottleneck);
        scope.MoveToOuter(trace.Head);
        scope.MoveToOuter(trace.Output);
        return trace;
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        bool crop = !graph.Inputs.All(port => port.Dims is [_, _, var h, var w] && Halves(h) && Halves(w));
        var x = stem.Export(graph, nameof(stem), input);
        var skips = new Stack<GraphValue>();
        for (int i = 0; i < downs.Count; i++)
        {
            using var scope = graph.Scope($"{nameof(downs)}.{i}");
            (x, var skip) = downs[i].Export(graph, x);
            skips.Push(skip);
        }

        for (int j = 0; j < mid.Count; j++)
        {
            using var scope = graph.Scope($"{nameof(mid)}.{j}");
            x = mid[j].Export(graph, x);
        }

        for (int i = 0; i < ups.Count; i++)
        {
            using var scope = graph.Scope($"{nameof(ups)}.{i}");
            x = ups[i].Export(graph, x, skips.Pop(), crop);
        }

        return Options.OutputActivation.Export(graph, head.Export(graph, nameof(head), x));
    }

    private UnetTrace Run(Tensor x)
    {
        Require(x);
        var skips = new Stack<Tensor>();
        x = stem.call(x); // [B, C, H, W]
        foreach (var down in downs)
        {
            (x, var skip) = down.call(x); // [B, 2C, H/2, W/2]
            skips.Push(skip);
        }

        foreach (var block in mid)
        {
            x = block.call(x);
        }

        var bottleneck = x;
        foreach (var up in ups)
        {
            x = up.call(x, skips.Pop()); // [B, C/2, 2H, 2W]
        }

        x = head.call(x); // [B, C_out, H, W]
        return new UnetTrace(bottleneck, x, Options.OutputActivation.Apply(x));
    }

    private void Require(Tensor x)
    {
        Shape.Require(x, "B C_in H W", [Shape.Any, Options.InChannels, Shape.Any, Shape.Any]);
        if (x.dtype != stem.weight.dtype)
        {
            throw new ArgumentException(
                $"Expected dtype {stem.weight.dtype} as the weights have, got {x.dtype}.", nameof(x));
        }

        // A single cell cannot be mirrored, and alone has no variance.
        long least = 1L << Options.Depth;
        long shorter = Options.PaddingMode == TorchSharp.PaddingModes.Reflect ? 2 * least : least;
        long longer = Options.Norm == Normalization.Instance ? 2 * least : shorter;
        (long height, long width) = (x.size(2), x.size(3));
        if (Math.Min(height, width) < shorter || Math.Max(height, width) < longer)
        {
            throw new ArgumentException(
                $"Expected a grid of at least {shorter}x{longer} cells for depth {Options.Depth}, "
                + $"got {height}x{width}.",
                nameof(x));
        }
    }

    private bool Halves(GraphDim dim) => dim.Length > 0 && dim.Length % (1L << Options.Depth) == 0;
}
