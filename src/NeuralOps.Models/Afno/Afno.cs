using NeuralOps.Core;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// An adaptive Fourier neural operator (Guibas et al., arXiv:2111.13587): patches become tokens, layers mix them by
/// a network over the channels of each frequency and one over those of each token, and tokens become patches.
/// x [B, C_in, H, W] → [B, C_out, H, W].
/// </summary>
/// <remarks>
/// Any H and W that are multiples of the patch: on another grid than that of the options the position embedding is
/// interpolated. State dictionary in the names of the published code. Departs from it where not all frequencies are
/// kept: the lowest of both signs are, while the code keeps rows around the highest frequency.
/// </remarks>
public sealed class Afno : Module<Tensor, Tensor>, IOnnxExportable
{
    [ComponentName(Name = "pos_embed")] private readonly Parameter position;
    [ComponentName(Name = "patch_embed")] private readonly Sequential embedding;
    private readonly ModuleList<AfnoBlock> blocks;
    private readonly Conv2d head;

    /// <summary>An operator with random weights from the default generator.</summary>
    /// <param name="options">Its layout.</param>
    /// <exception cref="ArgumentException">D is not a multiple of the blocks, or the grid not one of the
    /// patch.</exception>
    public Afno(AfnoOptions options)
        : base(nameof(Afno))
    {
        Options = options;
        int patch = options.Patch;
        RequireGrid(options.Height, options.Width, nameof(options));
        if (options.Embedding % options.Blocks != 0)
        {
            throw new ArgumentException(
                $"Expected an embedding that is a multiple of the {options.Blocks} blocks, got {options.Embedding}.",
                nameof(options));
        }

        long tokens = (long)(options.Height / patch) * (options.Width / patch);
        position = new Parameter(randn(1, options.Embedding, tokens).mul_(0.02));
        embedding = Sequential(("proj", Conv2d(options.InChannels, options.Embedding, patch, patch)));
        blocks = ModuleList<AfnoBlock>([.. Enumerable.Range(0, options.Depth).Select(_ => new AfnoBlock(options))]);
        head = Conv2d(options.Embedding, options.OutChannels * patch * patch, 1, bias: false);
        RegisterComponents();
    }

    /// <summary>The layout.</summary>
    public AfnoOptions Options { get; }

    private (long Rows, long Columns) Tokens => (Options.Height / Options.Patch, Options.Width / Options.Patch);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, C_in, H, W], of another dtype than the weights, or its size not
    /// a multiple of the patch.</exception>
    public override Tensor forward(Tensor input)
    {
        Require(input);
        using var scope = NewDisposeScope();
        var x = embedding.call(input); // [B, D, h, w]
        x = (x + Position(x.size(2), x.size(3))).permute(0, 2, 3, 1); // [B, h, w, D]
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        return Unpatch(head.call(x.permute(0, 3, 1, 2))).MoveToOuterDisposeScope(); // [B, C_out, H, W]
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var x = ((Conv2d)embedding[0]).Export(graph, "patch_embed.proj", input);
        x = graph.Transpose(graph.Add(x, ExportPosition(graph, x)), 0, 2, 3, 1);
        for (int i = 0; i < blocks.Count; i++)
        {
            using var scope = graph.Scope($"{nameof(blocks)}.{i}");
            x = blocks[i].Export(graph, x);
        }

        x = head.Export(graph, nameof(head), graph.Transpose(x, 0, 3, 1, 2)); // [B, P·P·C_out, h, w]
        return graph.Node(
            "DepthToSpace",
            [x],
            new GraphAttribute("blocksize", Options.Patch),
            new GraphAttribute("mode", "DCR"));
    }

    // Channel (p, q, c) of token (i, j) is channel c of cell (iP + p, jP + q).
    private Tensor Unpatch(Tensor x)
    {
        var (batch, height, width, patch) = (x.size(0), x.size(2), x.size(3), Options.Patch);
        return x.reshape(batch, patch, patch, Options.OutChannels, height, width).permute(0, 3, 4, 1, 5, 2)
            .reshape(batch, Options.OutChannels, height * patch, width * patch);
    }

    private Tensor Position(long rows, long columns)
    {
        var stored = position.reshape(1, -1, Tokens.Rows, Tokens.Columns);
        return (rows, columns) == Tokens
            ? stored
            : functional.interpolate(
                stored, size: [rows, columns], mode: InterpolationMode.Bilinear, align_corners: false);
    }

    private GraphValue ExportPosition(GraphBuilder graph, GraphValue like)
    {
        using var stored = position.reshape(1, -1, Tokens.Rows, Tokens.Columns);
        var sizes = graph.Concat(0, graph.Constant(1, Options.Embedding), graph.Shape(like, 2));
        return graph.Resize(graph.Weight("pos_embed", stored), GraphResizeMode.Linear, sizes);
    }

    private void Require(Tensor x)
    {
        Shape.Require(x, "B C_in H W", [Shape.Any, Options.InChannels, Shape.Any, Shape.Any]);
        if (x.dtype != position.dtype)
        {
            throw new ArgumentException(
                $"Expected dtype {position.dtype} as the weights have, got {x.dtype}.", nameof(x));
        }

        RequireGrid(x.size(2), x.size(3), nameof(x));
    }

    private void RequireGrid(long height, long width, string name)
    {
        int patch = Options.Patch;
        if (height < patch || width < patch || height % patch != 0 || width % patch != 0)
        {
            throw new ArgumentException(
                $"Expected a grid of multiples of the patch of {patch} cells, got {height}x{width}.", name);
        }
    }
}
