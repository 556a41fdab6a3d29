using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A chain of quantisers, each of which takes what the ones before left over (Zeghidour et al. 2021, arXiv:2107.03312):
/// r₀ = z, r_i+1 = r_i − sg q_i, z_q = Σ q_i. z as of <see cref="VectorQuantizer"/> → the same shape, codes with a last
/// axis of levels.
/// </summary>
public sealed class ResidualVectorQuantizer : Module<Tensor, Quantization>, IOnnxExportable
{
    private readonly ModuleList<VectorQuantizer> layers;

    /// <summary>Quantisers with random codes from the default generator.</summary>
    /// <param name="options">Sizes and rules of each level.</param>
    /// <param name="levels">The number of levels, at least 1.</param>
    public ResidualVectorQuantizer(VectorQuantizerOptions options, int levels)
        : base(nameof(ResidualVectorQuantizer))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        Options = options;
        layers = ModuleList([.. Enumerable.Range(0, levels).Select(_ => new VectorQuantizer(options))]);
        RegisterComponents();
    }

    /// <summary>Sizes and rules of each level.</summary>
    public VectorQuantizerOptions Options { get; }

    /// <summary>The quantisers, first to last.</summary>
    public IReadOnlyList<VectorQuantizer> Levels => [.. layers];

    /// <inheritdoc/>
    /// <remarks>The loss and its terms are sums over the levels.</remarks>
    /// <exception cref="ArgumentException">As of <see cref="VectorQuantizer.forward"/>.</exception>
    public override Quantization forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var rest = input;
        var found = new List<Quantization>();
        foreach (var layer in layers)
        {
            found.Add(layer.call(rest));
            rest = rest - found[^1].Quantized.detach();
        }

        var whole = Sum(found, level => level.Quantized).detach();
        var rows = Options.RotationTrick
            ? Rotation.Apply(Options.Axis.Rows(input), Options.Axis.Rows(whole))
            : null;
        return new Quantization(
            rows is null ? input + (whole - input).detach() : Options.Axis.FromRows(rows, Options.Axis.Others(input)),
            stack(found.Select(level => level.Codes), -1),
            Sum(found, level => level.Loss),
            Sum(found, level => level.EncoderLoss),
            Sum(found, level => level.CodebookLoss)).MoveToOuterScope();
    }

    /// <summary>The vectors of codes.</summary>
    /// <param name="codes">int64 [.., L] or [B, .., L]; with fewer levels than there are, the vectors of the first
    /// ones.</param>
    /// <exception cref="ArgumentException">There are no levels or too many.</exception>
    public Tensor Lookup(Tensor codes)
    {
        long levels = codes.ndim == 0 ? 0 : codes.size(-1);
        if (levels < 1 || levels > layers.Count)
        {
            throw new ArgumentException(
                $"Expected codes of 1 to {layers.Count} levels on the last axis, got {Shape.Format(codes.shape)}.",
                nameof(codes));
        }

        using var scope = NewDisposeScope();
        return Sum(codes.unbind(-1).Index(), level => layers[level.Index].Lookup(level.Item))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Starts each level at the cluster means of what the levels before leave over.</summary>
    /// <param name="z">At least K vectors.</param>
    /// <param name="stream">Draws the first means.</param>
    /// <exception cref="ArgumentException">As of <see cref="VectorQuantizer.StartAtMeans"/>.</exception>
    public void StartAtMeans(Tensor z, RandomStream stream)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var layer in layers)
        {
            layer.StartAtMeans(z, stream);
            z = z - layer.Lookup(layer.Codes(z));
        }
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var rest = input;
        GraphValue? sum = null;
        foreach (var (i, layer) in layers.Index())
        {
            using var scope = graph.Scope($"{nameof(layers)}.{i}");
            var vectors = layer.Export(graph, rest);
            rest = graph.Sub(rest, vectors);
            sum = sum is null ? vectors : graph.Add(sum, vectors);
        }

        return sum!;
    }

    private static Tensor Sum<T>(IEnumerable<T> levels, Func<T, Tensor> select) =>
        levels.Select(select).Aggregate((a, b) => a + b);
}
