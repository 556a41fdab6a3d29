using NeuralOps.Core;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Replaces vectors by the nearest of K codes (van den Oord et al. 2017, arXiv:1711.00937), whose codebook follows the
/// vectors by running averages in training mode: n_k ← γ n_k + (1 − γ) count_k, smoothed by ε, w_k ← γ w_k + (1 − γ)
/// Σz, e_k = w_k / n_k. z [.., D] or [B, D, ..] → the same shape, codes without the vector axis.
/// </summary>
/// <remarks>The nearest code has the least |z|² + |e|² − 2 z·e, the first one where several have. Ids and losses are
/// those of the codebook before the step's update. A batch with a number that is not finite leaves the codebook alone.
/// A gradient step on the codebook lasts until the next update; <see cref="AdoptCodebook"/> makes it last.
/// </remarks>
public sealed partial class VectorQuantizer : Module<Tensor, Quantization>, IOnnxExportable
{
    private readonly Embedding embedding;

    [ComponentName(Name = "ema_cluster_size")]
    private readonly Tensor clusterSize;

    [ComponentName(Name = "ema_w")]
    private readonly Tensor clusterSum;

    /// <summary>A quantiser whose codes start uniform in ±1/K, from the default generator.</summary>
    /// <param name="options">Its sizes and rules.</param>
    public VectorQuantizer(VectorQuantizerOptions options)
        : base(nameof(VectorQuantizer))
    {
        Options = options;
        embedding = Embedding(options.NumEmbeddings, options.EmbeddingDim);
        double bound = 1.0 / options.NumEmbeddings;
        init.uniform_(embedding.weight, -bound, bound);
        using var quiet = no_grad();
        double size = options.EmaStart == EmaStart.One ? 1 : 0;
        clusterSize = full([options.NumEmbeddings], size, ScalarType.Float32).DetachFromDisposeScope();
        clusterSum = embedding.weight.clone().DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Sizes and rules.</summary>
    public VectorQuantizerOptions Options { get; }

    /// <summary>The codes e, [K, D].</summary>
    public Parameter Codebook => embedding.weight;

    /// <summary>The running counts n, [K].</summary>
    public Tensor ClusterSizes => clusterSize;

    /// <summary>The running sums w, [K, D].</summary>
    public Tensor ClusterSums => clusterSum;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">z has no vector axis of length D, or another dtype than the
    /// codes.</exception>
    public override Quantization forward(Tensor input)
    {
        Require(input);
        using var scope = NewDisposeScope();
        var z = Options.Axis.Rows(input); // [N, D]
        var codes = Nearest(z);
        var q = embedding.weight.index_select(0, codes); // [N, D]
        var encoder = functional.mse_loss(z, q.detach());
        var codebook = functional.mse_loss(q, z.detach());
        var passed = Options.RotationTrick ? Rotation.Apply(z, q.detach()) : z + (q - z).detach();
        if (training)
        {
            Follow(z, codes);
        }

        return new Quantization(
            Options.Axis.FromRows(passed, Options.Axis.Others(input)),
            codes.reshape(Options.Axis.Others(input)),
            encoder + (Options.CommitmentCost * codebook),
            encoder,
            codebook).MoveToOuterScope();
    }

    /// <summary>The nearest code of each vector, int64 in the shape of z without the vector axis; no update.</summary>
    /// <param name="z">[.., D] or [B, D, ..].</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>.</exception>
    public Tensor Codes(Tensor z)
    {
        Require(z);
        using var scope = NewDisposeScope();
        return Nearest(Options.Axis.Rows(z)).reshape(Options.Axis.Others(z)).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors of codes, with gradients to the codebook.</summary>
    /// <param name="codes">int64 [..] or [B, ..], in [0, K).</param>
    public Tensor Lookup(Tensor codes)
    {
        using var scope = NewDisposeScope();
        var rows = embedding.weight.index_select(0, codes.reshape(-1)); // [N, D]
        return Options.Axis.FromRows(rows, codes.shape).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var codes = ExportNearest(graph, Options.Axis.Rows(graph, input));
        return Options.Axis.FromRows(graph, ExportLookup(graph, codes), input);
    }

    /// <summary>Appends the search for the nearest codes; int64 in the shape of z without the vector axis.</summary>
    /// <param name="graph">The graph, positioned at the module's scope.</param>
    /// <param name="input">z.</param>
    public GraphValue ExportCodes(GraphBuilder graph, GraphValue input) =>
        Options.Axis.FromIds(graph, ExportNearest(graph, Options.Axis.Rows(graph, input)), input);

    /// <summary>Appends the lookup of codes, int64 [..] → [.., D].</summary>
    /// <param name="graph">The graph, positioned at the module's scope.</param>
    /// <param name="codes">int64 codes in [0, K).</param>
    public GraphValue ExportLookup(GraphBuilder graph, GraphValue codes) =>
        graph.Node("Gather", [ExportCodebook(graph), codes], new GraphAttribute("axis", 0L));

    private GraphValue ExportNearest(GraphBuilder graph, GraphValue z)
    {
        var codes = ExportCodebook(graph);
        var own = graph.Node("ReduceSum", [graph.Mul(z, z), graph.Constant(-1L)]); // [.., 1]
        using var squares = embedding.weight.detach().square().sum(1);
        var product = graph.MatMul(z, graph.Transpose(codes, 1, 0)); // [.., K]
        var sum = graph.Add(own, graph.Weight("squares", squares));
        var distance = graph.Sub(sum, graph.Mul(product, graph.Constant(2f)));
        return graph.Node("ArgMin", [distance], new GraphAttribute("axis", -1L), new GraphAttribute("keepdims", 0L));
    }

    private GraphValue ExportCodebook(GraphBuilder graph) => graph.Weight("embedding.weight", embedding.weight);

    private Tensor Nearest(Tensor z)
    {
        using var quiet = no_grad();
        var e = embedding.weight;
        var distance = z.square().sum(1, keepdim: true) + e.square().sum(1) - (2 * z.matmul(e.t())); // [N, K]
        return distance.argmin(1);
    }

    private void Require(Tensor z)
    {
        Options.Axis.Require(z, Options.EmbeddingDim);
        if (z.dtype != embedding.weight.dtype)
        {
            throw new ArgumentException(
                $"Expected dtype {embedding.weight.dtype} as the codes have, got {z.dtype}.", nameof(z));
        }
    }
}
