using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Losses;

/// <summary>
/// Matching pairs of embeddings: the symmetric cross-entropy over cosines (van den Oord et al. 2018, arXiv 1807.03748;
/// as in Radford et al. 2021, arXiv 2103.00020, section 2.3), which trains the encoders that
/// <see cref="RetrievalPrecision"/> and <see cref="FrechetDistance"/> measure with.
/// </summary>
public static class ContrastiveLoss
{
    private const double LeastSquare = 1e-16; // an embedding of zeros keeps a finite gradient

    /// <summary>½ (CE(S, p) + CE(Sᵀ, p)) with S_ij = cos(u_i, v_j) / τ, the mean over the batch of the negative log of
    /// the softmax, a scalar; p spreads evenly over the rows that share a caption with i.</summary>
    /// <param name="motion">u [B, E].</param>
    /// <param name="text">v [B, E].</param>
    /// <param name="captions">int64 [B], equal where two texts say the same, so that they are no negatives of each
    /// other; null where all differ.</param>
    /// <param name="temperature">τ, above 0.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">τ is not above 0.</exception>
    public static Tensor Of(Tensor motion, Tensor text, Tensor? captions = null, double temperature = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        Shape.Require(motion, "B E", [Shape.Any, Shape.Any]);
        SameShape.Require(motion, text);
        using var scope = NewDisposeScope();
        var cosines = Unit(motion).matmul(Unit(text).transpose(0, 1)) / temperature; // [B, B]
        var matches = Matches(captions, motion);
        var forward = functional.log_softmax(cosines, 1) * matches;
        var backward = functional.log_softmax(cosines, 0) * matches;
        return ((forward + backward).sum() / (-2 * motion.size(0))).MoveToOuterDisposeScope();
    }

    private static Tensor Unit(Tensor x) => x / x.square().sum(1, keepdim: true).clamp_min(LeastSquare).sqrt();

    private static Tensor Matches(Tensor? captions, Tensor motion)
    {
        captions ??= arange(motion.size(0), device: motion.device);
        Shape.Require(captions, "B", [motion.size(0)]);
        var same = captions.unsqueeze(0).eq(captions.unsqueeze(1)).to(motion.dtype);
        return same / same.sum(1, keepdim: true); // symmetric: rows with equal captions are equally many
    }
}
