using NeuralOps.Core;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// An autoencoder of feature vectors through discrete tokens: per category of features an embedding, from it one latent
/// a level, each latent replaced by the nearest code of a codebook of its own, all codes together decoded to the
/// features. x [B, F] → tokens [B, N·L] → [B, F], for N categories of L levels. Weight names are those of the spinlock
/// reference.
/// </summary>
public sealed partial class CategoricalVqVae : Module<Tensor, CategoricalVqOutput>
{
    private const int SharedWidth = 256;
    private const int PartialWidth = 128;

    [ComponentName(Name = "feature_extractor")]
    private readonly GroupedFeatureExtractor extractor;

    private readonly CategoricalProjector projector;

    [ComponentName(Name = "vq_layers")]
    private readonly ModuleList<VectorQuantizer> quantizers;

    [ComponentName(Name = "shared_decoder")]
    private readonly Sequential decoder;

    [ComponentName(Name = "partial_decoders")]
    private readonly ModuleList<Sequential> partials;

    /// <summary>An autoencoder with random weights from the default generator.</summary>
    /// <param name="options">Its layout.</param>
    /// <exception cref="ArgumentException">A category names a feature outside [0, F), or two have one name.</exception>
    public CategoricalVqVae(CategoricalVqOptions options)
        : base(nameof(CategoricalVqVae))
    {
        Require(options);
        Options = options;
        Levels = [.. options.Categories.SelectMany(category => category.Levels)];
        extractor = new GroupedFeatureExtractor(options);
        projector = new CategoricalProjector(options);
        quantizers = ModuleList([.. Levels.Select(level => new VectorQuantizer(options.Quantizer(level)))]);
        decoder = Sequential(
            Linear(LatentDim, SharedWidth), ReLU(), Dropout(options.Dropout), Linear(SharedWidth, options.InputDim));
        partials = ModuleList([.. Levels.Select(level => Sequential(
            Linear(level.LatentDim, PartialWidth), ReLU(), Linear(PartialWidth, options.InputDim)))]);
        RegisterComponents();
    }

    /// <summary>The layout.</summary>
    public CategoricalVqOptions Options { get; }

    /// <summary>The levels of all categories, in the order of the tokens.</summary>
    public IReadOnlyList<VqLevel> Levels { get; }

    /// <summary>The quantisers, in the order of the tokens.</summary>
    public IReadOnlyList<VectorQuantizer> Quantizers => [.. quantizers];

    /// <summary>ΣD, the width of all latents together.</summary>
    public int LatentDim => Levels.Sum(level => level.LatentDim);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, F], or of another dtype than the weights.</exception>
    public override CategoricalVqOutput forward(Tensor input)
    {
        Require(input);
        using var scope = NewDisposeScope();
        var latents = projector.call(extractor.call(input));
        Quantization[] found = [.. latents.Select((z, i) => quantizers[i].call(z))];
        Tensor[] quantized = [.. found.Select(q => q.Quantized)];
        return new CategoricalVqOutput(
            decoder.call(cat(quantized, 1)),
            stack(found.Select(q => q.Codes), 1),
            stack(found.Select(q => q.Loss)).sum(),
            latents,
            quantized,
            [.. quantized.Select((q, i) => partials[i].call(q))]).MoveToOuterScope();
    }

    /// <summary>All latents side by side, z [B, ΣD].</summary>
    /// <param name="x">Features [B, F].</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>.</exception>
    public Tensor Encode(Tensor x)
    {
        Require(x);
        using var scope = NewDisposeScope();
        return cat(projector.call(extractor.call(x)), 1).MoveToOuterDisposeScope();
    }

    /// <summary>The codes nearest to latents, without an update of the codebooks.</summary>
    /// <param name="z">[B, ΣD].</param>
    /// <returns>z_q [B, ΣD], through which gradients reach z unchanged, and tokens int64 [B, N·L].</returns>
    /// <exception cref="ArgumentException">z has another shape.</exception>
    public (Tensor Quantized, Tensor Tokens) Quantize(Tensor z)
    {
        Shape.Require(z, "B D", [Shape.Any, LatentDim]);
        using var scope = NewDisposeScope();
        var parts = z.split([.. Levels.Select(level => (long)level.LatentDim)], 1);
        var tokens = stack(parts.Select((part, i) => quantizers[i].Codes(part)), 1); // [B, N·L]
        var quantized = z + (Lookup(tokens) - z).detach();
        return (quantized.MoveToOuterDisposeScope(), tokens.MoveToOuterDisposeScope());
    }

    /// <summary>The tokens of features, int64 [B, N·L].</summary>
    /// <param name="x">Features [B, F].</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>.</exception>
    public Tensor Tokenize(Tensor x)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        return Quantize(Encode(x)).Tokens.MoveToOuterDisposeScope();
    }

    /// <summary>The features of codes, [B, F].</summary>
    /// <param name="quantized">z_q [B, ΣD].</param>
    /// <exception cref="ArgumentException">z_q has another shape.</exception>
    public Tensor Decode(Tensor quantized)
    {
        Shape.Require(quantized, "B D", [Shape.Any, LatentDim]);
        return decoder.call(quantized);
    }

    /// <summary>The features of tokens, [B, F].</summary>
    /// <param name="tokens">int64 [B, N·L].</param>
    /// <exception cref="ArgumentException">The tokens have another shape.</exception>
    public Tensor DecodeTokens(Tensor tokens)
    {
        Shape.Require(tokens, "B L", [Shape.Any, Levels.Count]);
        using var scope = NewDisposeScope();
        return decoder.call(Lookup(tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>Starts every codebook at the means of the latents of a first batch; called once, before training.
    /// </summary>
    /// <param name="x">Features [B, F], at least as many rows as the largest codebook has codes.</param>
    /// <param name="stream">Draws the first means.</param>
    /// <exception cref="ArgumentException">There are too few rows, or as of <see cref="forward"/>.</exception>
    public void StartAtMeans(Tensor x, RandomStream stream) =>
        ForEach(x, (quantizer, z) => quantizer.StartAtMeans(z, stream));

    /// <summary>Puts dead codes of every codebook on latents of a batch.</summary>
    /// <param name="x">Features [B, F].</param>
    /// <param name="stream">Draws the latents.</param>
    /// <param name="percentile">In [0, 100].</param>
    /// <returns>The number of codes that moved.</returns>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>.</exception>
    public int ResetDeadCodes(Tensor x, RandomStream stream, double percentile = 10)
    {
        int count = 0;
        ForEach(x, (quantizer, z) => count += quantizer.ResetDeadCodes(z, stream, percentile));
        return count;
    }

    private void ForEach(Tensor x, Action<VectorQuantizer, Tensor> visit)
    {
        Require(x);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var (i, z) in projector.call(extractor.call(x)).Index())
        {
            visit(quantizers[i], z);
        }
    }

    private Tensor Lookup(Tensor tokens) =>
        cat([.. tokens.unbind(1).Select((codes, i) => quantizers[i].Lookup(codes))], 1); // [B, ΣD]

    private void Require(Tensor x)
    {
        Shape.Require(x, "B F", [Shape.Any, Options.InputDim]);
        var dtype = quantizers[0].Codebook.dtype;
        if (x.dtype != dtype)
        {
            throw new ArgumentException($"Expected dtype {dtype} as the weights have, got {x.dtype}.", nameof(x));
        }
    }

    private static void Require(CategoricalVqOptions options)
    {
        var names = new HashSet<string>();
        foreach (var category in options.Categories)
        {
            if (!names.Add(category.Name))
            {
                throw new ArgumentException(
                    $"Expected categories of different names, got '{category.Name}' twice.", nameof(options));
            }

            if (category.Indices.Any(i => i < 0 || i >= options.InputDim))
            {
                int wrong = category.Indices.First(i => i < 0 || i >= options.InputDim);
                throw new ArgumentException(
                    $"Expected features in [0, {options.InputDim}) in category '{category.Name}', got {wrong}.",
                    nameof(options));
            }
        }
    }
}
