using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// The training loss of a <see cref="CategoricalVqVae"/>: mean squared error of the reconstruction + the quantisers'
/// losses + w_o · orthogonality + w_i · informativeness + w_t · topographic, all unweighted among the parts.
/// Orthogonality: mean squared cosine between different codes of a codebook, mean over codebooks. Informativeness: mean
/// squared error of the features decoded from one latent, mean over latents. Topographic: 0.3 (1 − ρ_pre) +
/// 0.7 (1 − ρ_post), see <see cref="Topology"/>.
/// </summary>
/// <param name="options">The weights.</param>
public sealed class CategoricalVqLoss(CategoricalVqLossOptions options)
{
    private const int MostCodes = 64;
    private const double PreShare = 0.3;

    /// <summary>The loss with rows and codes drawn at random where there are more than are compared.</summary>
    /// <param name="model">The autoencoder.</param>
    /// <param name="output">What it made of the features.</param>
    /// <param name="features">The features, [B, F]; no gradient flows to them from the comparison.</param>
    /// <param name="stream">Draws rows, and codes of codebooks with more than 64.</param>
    /// <exception cref="ArgumentException">The features have another shape than the reconstruction.</exception>
    public LossTerms Of(CategoricalVqVae model, CategoricalVqOutput output, Tensor features, RandomStream stream) =>
        Of(model, output, features, (total, count) => stream.Permutation(total)[..count]);

    /// <summary>The loss with the first rows and codes where there are more than are compared.</summary>
    /// <param name="model">The autoencoder.</param>
    /// <param name="output">What it made of the features.</param>
    /// <param name="features">The features, [B, F].</param>
    /// <exception cref="ArgumentException">The features have another shape than the reconstruction.</exception>
    public LossTerms Of(CategoricalVqVae model, CategoricalVqOutput output, Tensor features) =>
        Of(model, output, features, (_, count) => [.. Enumerable.Range(0, count)]);

    private LossTerms Of(
        CategoricalVqVae model, CategoricalVqOutput output, Tensor features, Func<int, int, int[]> draw)
    {
        Shape.Require(features, "B F", output.Reconstruction.shape);
        using var scope = NewDisposeScope();
        var target = features.detach();
        var rows = Draw((int)features.size(0), options.TopographicSamples, features.device, draw);
        var topology = Topology.Of(
            Pick(target, rows),
            [.. output.Latents.Select(z => Pick(z, rows))],
            [.. output.Quantized.Select(q => Pick(q, rows))]);
        var parts = new Dictionary<string, Tensor>
        {
            ["reconstruction"] = functional.mse_loss(output.Reconstruction, target),
            ["vq"] = output.VqLoss.alias(),
            ["orthogonality"] = Orthogonality(model, draw),
            ["informativeness"] = Mean(output.Partials.Select(part => functional.mse_loss(part, target))),
            ["topographic"] = (PreShare * (1 - topology.Pre)) + ((1 - PreShare) * (1 - topology.Post)),
            ["topology_pre"] = topology.Pre,
            ["topology_post"] = topology.Post,
        };
        var total = parts["reconstruction"] + parts["vq"]
            + (options.OrthogonalityWeight * parts["orthogonality"])
            + (options.InformativenessWeight * parts["informativeness"])
            + (options.TopographicWeight * parts["topographic"]);
        foreach (var part in parts.Values)
        {
            part.MoveToOuterDisposeScope();
        }

        return new LossTerms(total.MoveToOuterDisposeScope(), parts);
    }

    private Tensor Orthogonality(CategoricalVqVae model, Func<int, int, int[]> draw)
    {
        var mean = Mean(model.Quantizers.Select(quantizer =>
        {
            Tensor codes = quantizer.Codebook;
            return SquaredCosine(Pick(codes, Draw((int)codes.size(0), MostCodes, codes.device, draw)));
        }));
        return options.DetachesOrthogonality ? mean.detach() : mean;
    }

    // The mean over pairs of different codes; 0 for a single code.
    private static Tensor SquaredCosine(Tensor codes)
    {
        long count = codes.size(0);
        var unit = codes / codes.square().sum(1, keepdim: true).clamp_min(1e-24).sqrt(); // root of zero: no gradient
        var squares = unit.matmul(unit.t()).square(); // [K, K]
        return (squares.sum() - squares.diagonal().sum()) / Math.Max(1, count * (count - 1));
    }

    private static Tensor Mean(IEnumerable<Tensor> terms) => stack(terms).mean();

    // Null where all are taken.
    private static Tensor? Draw(int total, int most, Device device, Func<int, int, int[]> draw) => total <= most
        ? null
        : tensor([.. draw(total, most).Select(i => (long)i)], device: device);

    private static Tensor Pick(Tensor x, Tensor? rows) => rows is null ? x : x.index_select(0, rows);
}
