using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Texts and motions as points of one space, near each other where they tell of the same: what R-precision, the
/// multimodal distance and the Fréchet distance of generated motions are measured with (as the feature extractors of
/// Guo et al. 2022, Generating Diverse and Natural 3D Human Motions from Text, section 5; with dilated convolutions
/// instead of their recurrent layers, so that it trains in minutes on a CPU). Train it with a contrastive loss on real
/// motions; numbers of two matchers do not compare.
/// </summary>
public sealed class TextMotionMatcher : Module
{
    private readonly Embedding words;
    private readonly MaskedSequenceEncoder text;
    private readonly MaskedSequenceEncoder motion;

    /// <summary>A matcher with random weights from the default generator.</summary>
    /// <param name="options">Its sizes.</param>
    public TextMotionMatcher(TextMotionMatcherOptions options)
        : base(nameof(TextMotionMatcher))
    {
        Options = options;
        words = Embedding(options.VocabSize, options.Width, padding_idx: 0);
        text = new MaskedSequenceEncoder(options.Width, options.Width, options.EmbeddingDim);
        motion = new MaskedSequenceEncoder(options.MotionDim, options.Width, options.EmbeddingDim);
        RegisterComponents();
    }

    /// <summary>Its sizes.</summary>
    public TextMotionMatcherOptions Options { get; }

    /// <summary>Texts as points on the unit sphere, [B, S] → [B, E]; padding behind a text changes nothing.</summary>
    /// <param name="tokens">int64 [B, S], 0 for padding.</param>
    /// <exception cref="ArgumentException">The shape or dtype differs, or a token is outside the
    /// vocabulary.</exception>
    public Tensor Text(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        Tokens.Require(tokens, Options.VocabSize);
        var x = words.call(tokens); // [B, S, D]
        return text.call(x, tokens.ne(0).to(x.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>Motions as points on the unit sphere, [B, T, M] → [B, E]; padding behind a motion changes
    /// nothing.</summary>
    /// <param name="features">[B, T, M], normalised.</param>
    /// <param name="mask">[B, T], 1 for a frame, 0 for padding.</param>
    /// <exception cref="ArgumentException">A shape differs, or the dtype from that of the weights.</exception>
    public Tensor Motion(Tensor features, Tensor mask)
    {
        Frames.Require(features, "M", Options.MotionDim, this);
        Shape.Require(mask, "B L", [features.size(0), features.size(1)]);
        using var scope = NewDisposeScope();
        return motion.call(features, mask.to(features.dtype)).MoveToOuterDisposeScope();
    }
}
