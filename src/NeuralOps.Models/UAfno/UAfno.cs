using NeuralOps.Core;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A U-shaped convolutional network with spectral blocks at its coarsest resolution, in the layout and with the weight
/// names of the operator-agent reference; optionally conditioned on the parameters of the operator it imitates.
/// x [B, C_in, H, W] → [B, C_out, H, W].
/// </summary>
/// <remarks>
/// H and W are multiples of 2^levels, of any size: the spectral weights belong to frequencies. The block follows
/// Guibas et al., Adaptive Fourier Neural Operators, arXiv:2111.13587, with one weight per frequency as in Li et al.,
/// arXiv:2010.08895.
/// </remarks>
public sealed class UAfno : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly UAfnoEmbedding? embedding;
    private readonly UAfnoEncoder encoder;
    private readonly ModuleList<UAfnoBlock> bottleneck;
    private readonly UAfnoDecoder decoder;

    /// <summary>A network with random weights from the default generator.</summary>
    /// <param name="options">Its layout.</param>
    public UAfno(UAfnoOptions options)
        : base(nameof(UAfno))
    {
        Options = options;
        BottleneckChannels = options.Width(options.EncoderLevels);
        var conditioning = options.Conditioning;
        embedding = conditioning is null ? null : new UAfnoEmbedding(conditioning);
        int beside = conditioning is { Concatenates: true } ? conditioning.EmbeddingWidth : 0;
        encoder = new UAfnoEncoder(options.InChannels + beside, options);
        bottleneck = ModuleList<UAfnoBlock>(
            [.. Enumerable.Range(0, options.AfnoBlocks).Select(_ => new UAfnoBlock(BottleneckChannels, options))]);
        decoder = new UAfnoDecoder(options);
        RegisterComponents();
    }

    /// <summary>The layout.</summary>
    public UAfnoOptions Options { get; }

    /// <summary>C_b, channels of the coarsest level.</summary>
    public int BottleneckChannels { get; }

    /// <summary>The output of a network without conditioning.</summary>
    /// <param name="input">[B, C_in, H, W].</param>
    /// <exception cref="ArgumentException">x is not [B, C_in, H, W], of another dtype than the weights, or of a size
    /// that cannot be halved so often.</exception>
    /// <exception cref="InvalidOperationException">The network is conditioned, or gradients are wanted on another grid
    /// than that of <see cref="TrainAt"/>.</exception>
    public override Tensor forward(Tensor input) => forward(input, null);

    /// <summary>The output.</summary>
    /// <param name="x">[B, C_in, H, W].</param>
    /// <param name="parameters">θ [B, P]; null without conditioning.</param>
    /// <exception cref="ArgumentException">As of <see cref="forward(Tensor)"/>.</exception>
    /// <exception cref="InvalidOperationException">The network is conditioned and θ is missing, or the other way round,
    /// or gradients are wanted on another grid than that of <see cref="TrainAt"/>.</exception>
    public Tensor forward(Tensor x, Tensor? parameters)
    {
        using var scope = NewDisposeScope();
        var run = Run(x, parameters, []);
        return decoder.Decode(run.Bottleneck, run.Skips, run.Embedding).MoveToOuterDisposeScope();
    }

    /// <summary>What the network knows before it decodes; the decoder does not run.</summary>
    /// <param name="x">[B, C_in, H, W].</param>
    /// <param name="parameters">θ [B, P]; null without conditioning.</param>
    /// <exception cref="ArgumentException">As of <see cref="forward(Tensor)"/>.</exception>
    /// <exception cref="InvalidOperationException">As of <see cref="forward(Tensor, Tensor)"/>.</exception>
    public UAfnoFeatures Features(Tensor x, Tensor? parameters = null)
    {
        using var scope = NewDisposeScope();
        var run = Run(x, parameters, []);
        return new UAfnoFeatures(scope.MoveToOuter(run.Bottleneck), MoveToOuter(scope, run.Skips));
    }

    /// <summary>Runs forward and keeps the intermediate results.</summary>
    /// <param name="x">[B, C_in, H, W].</param>
    /// <param name="parameters">θ [B, P]; null without conditioning.</param>
    /// <exception cref="ArgumentException">As of <see cref="forward(Tensor)"/>.</exception>
    /// <exception cref="InvalidOperationException">As of <see cref="forward(Tensor, Tensor)"/>.</exception>
    public UAfnoTrace Trace(Tensor x, Tensor? parameters = null)
    {
        using var scope = NewDisposeScope();
        List<Tensor> mixed = [];
        var run = Run(x, parameters, mixed);
        var output = decoder.Decode(run.Bottleneck, run.Skips, run.Embedding);
        return new UAfnoTrace(
            MoveToOuter(scope, run.Levels),
            MoveToOuter(scope, mixed),
            MoveToOuter(scope, run.Skips),
            scope.MoveToOuter(output));
    }

    /// <summary>
    /// From now on trains on one grid: of the spectral weights only those of frequencies that the grid holds take part
    /// (<see cref="TrainableParameters"/>), and the others cost neither gradients nor optimiser state.
    /// </summary>
    /// <remarks>Call it again after moving the network to another device or dtype. Other grids still run without
    /// gradients.</remarks>
    /// <param name="height">H, a multiple of 2^levels.</param>
    /// <param name="width">W, a multiple of 2^levels.</param>
    /// <exception cref="ArgumentException">The size cannot be halved so often, or is too small.</exception>
    public void TrainAt(long height, long width)
    {
        RequireGrid(height, width, nameof(height));
        foreach (var block in bottleneck)
        {
            block.TrainAt(height >> Options.EncoderLevels, width >> Options.EncoderLevels);
        }
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input) => Export(graph, input, null);

    /// <summary>Appends the nodes and weights of forward.</summary>
    /// <param name="graph">The graph to append to.</param>
    /// <param name="x">[B, C_in, H, W].</param>
    /// <param name="parameters">θ [B, P]; null without conditioning.</param>
    /// <exception cref="InvalidOperationException">The network is conditioned and θ is missing, or the other way
    /// round.</exception>
    public GraphValue Export(GraphBuilder graph, GraphValue x, GraphValue? parameters)
    {
        RequireConditioning(parameters is not null);
        using (graph.Scope(nameof(embedding)))
        {
            parameters = parameters is null ? null : embedding!.Export(graph, parameters);
        }

        x = Concatenates ? graph.Concat(1, x, Spread(graph, parameters!, x)) : x;
        List<GraphValue> skips;
        using (graph.Scope(nameof(encoder)))
        {
            (x, skips) = encoder.Export(graph, x, parameters);
        }

        for (int i = 0; i < bottleneck.Count; i++)
        {
            using var scope = graph.Scope($"{nameof(bottleneck)}.{i}");
            x = bottleneck[i].Export(graph, x);
        }

        using var last = graph.Scope(nameof(decoder));
        return decoder.Export(graph, x, skips, parameters);
    }

    private bool Concatenates => Options.Conditioning is { Concatenates: true };

    private Encoding Run(Tensor x, Tensor? parameters, List<Tensor> mixed)
    {
        Require(x, parameters);
        var context = parameters is null ? null : embedding!.call(parameters); // [B, E]
        if (Concatenates)
        {
            var spread = context!.unsqueeze(-1).unsqueeze(-1).expand(-1, -1, x.size(2), x.size(3));
            x = cat([x, spread], 1); // [B, C_in + E, H, W]
        }

        (x, var skips) = encoder.Encode(x, context); // [B, C_b, H/2^L, W/2^L]
        List<Tensor> levels = [x];
        foreach (var block in bottleneck)
        {
            (var added, x) = block.call(x);
            mixed.Add(added);
            levels.Add(x);
        }

        return new Encoding(levels, skips, context);
    }

    private void Require(Tensor x, Tensor? parameters)
    {
        RequireConditioning(parameters is not null);
        Shape.Require(x, "B C_in H W", [Shape.Any, Options.InChannels, Shape.Any, Shape.Any]);
        RequireDtype(x, nameof(x));
        RequireGrid(x.size(2), x.size(3), nameof(x));
        if (parameters is not null)
        {
            Shape.Require(parameters, "B P", [x.size(0), Options.Conditioning!.Parameters]);
            RequireDtype(parameters, nameof(parameters));
        }
    }

    private void RequireConditioning(bool given)
    {
        if (given != (embedding is not null))
        {
            throw new InvalidOperationException(given
                ? "Expected no parameters, because this network is not conditioned, got some."
                : $"Expected parameters [B, P={Options.Conditioning!.Parameters}], because this network is "
                    + "conditioned, got none.");
        }
    }

    private void RequireDtype(Tensor x, string name)
    {
        if (x.dtype != encoder.Dtype)
        {
            throw new ArgumentException($"Expected dtype {encoder.Dtype} as the weights have, got {x.dtype}.", name);
        }
    }

    private void RequireGrid(long height, long width, string name)
    {
        long step = 1L << Options.EncoderLevels;
        if (height < 1 || width < 1 || height % step != 0 || width % step != 0)
        {
            throw new ArgumentException(
                $"Expected a grid of multiples of {step} cells for {Options.EncoderLevels} levels, "
                + $"got {height}x{width}.",
                name);
        }

        // A single cell cannot be mirrored, and alone has no variance.
        bool mirrors = Options.PaddingMode == PaddingModes.Reflect;
        bool varies = Options.Normalization == Normalization.Instance;
        if ((mirrors && Math.Min(height, width) < 2 * step) || (varies && Math.Max(height, width) < 2 * step))
        {
            throw new ArgumentException(
                $"Expected a grid of at least {(mirrors ? 2 * step : step)}x{2 * step} cells for "
                + $"{Options.EncoderLevels} levels, got {height}x{width}.",
                name);
        }
    }

    private static GraphValue Spread(GraphBuilder graph, GraphValue embedding, GraphValue like)
    {
        var cells = graph.Node("Unsqueeze", [embedding, graph.Constant(2, 3)]);
        var shape = graph.Concat(0, graph.Constant(1, 1), graph.Shape(like, 2));
        return graph.Node("Expand", [cells, shape]); // [B, E, H, W]
    }

    private static List<Tensor> MoveToOuter(DisposeScope scope, List<Tensor> tensors) =>
        [.. tensors.Select(tensor => scope.MoveToOuter(tensor))];

    /// <summary>Everything before the decoder.</summary>
    /// <param name="Levels">The bottleneck's input and the output of each of its blocks.</param>
    /// <param name="Skips">Of the encoder, finest first.</param>
    /// <param name="Embedding">Of the parameters.</param>
    private sealed record Encoding(List<Tensor> Levels, List<Tensor> Skips, Tensor? Embedding)
    {
        public Tensor Bottleneck => Levels[^1];
    }
}
