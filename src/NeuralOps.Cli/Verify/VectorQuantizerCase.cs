using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// A vector quantiser: evaluation with gradients of Σ q·gout + loss, training steps from both starts of the running
/// counts, and the reset of dead codes.
/// </summary>
internal static class VectorQuantizerCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        var options = configuration.Options(new VectorQuantizerOptions { NumEmbeddings = 1, EmbeddingDim = 1 });
        using var first = checks.Input("in:z_eval").requires_grad_();
        using var batches = checks.Input("in:z_train");
        long[] shape = [.. configuration.Get<long[]>("input_shape"), options.EmbeddingDim];
        Require(first, shape, "in:z_eval");
        Require(batches, [batches.size(0), .. shape], "in:z_train");
        Evaluate(folder, checks, options, first);
        foreach (var (name, size) in ((string, double)[])[("compat_init", 0), ("fixed_init", 1)])
        {
            Train(name, size, folder, checks, options, batches);
        }

        Reset(folder, checks, options, batches);
    }

    /// <summary>The smallest gap between the best and the second-best squared distance to the codes.</summary>
    public static Tensor SmallestMargin(VectorQuantizer quantizer, Tensor z)
    {
        using var quiet = no_grad();
        var flat = z.detach().reshape(-1, quantizer.Options.EmbeddingDim);
        var codes = quantizer.Codebook.detach();
        var distance = flat.square().sum(1, keepdim: true) + codes.square().sum(1) - (2 * flat.matmul(codes.t()));
        var ordered = distance.sort(1).Values;
        return (ordered.select(1, 1) - ordered.select(1, 0)).min();
    }

    private static void Evaluate(CaseFolder folder, CaseChecks checks, VectorQuantizerOptions options, Tensor z)
    {
        using var scope = NewDisposeScope();
        using var quantizer = Load(folder, checks, options);
        quantizer.eval();
        var found = quantizer.call(z);
        ((found.Quantized * checks.Input("gout")).sum() + found.Loss).backward();
        checks.Compare("eval/out:smallest_code_margin", SmallestMargin(quantizer, z));
        checks.Compare("eval/out:ids", found.Codes);
        checks.Compare("eval/out:quantized", found.Quantized);
        checks.Compare("eval/out:loss", found.Loss);
        checks.Compare("eval/out:codebook_loss", found.CodebookLoss);
        checks.Compare("eval/out:commitment_loss", found.EncoderLoss);
        checks.Compare("eval/grad:embedding.weight", quantizer.Codebook.grad!);
        checks.Compare("eval/grad:in:z_eval", z.grad!);
        var use = CodebookUse.Of(found.Codes, options.NumEmbeddings);
        checks.Compare("eval/out:metric_utilization", use.Utilization);
        checks.Compare("eval/out:metric_perplexity", use.Perplexity);
        checks.Compare("eval/out:metric_avg_usage", use.AverageUsage);
    }

    private static void Train(
        string variant,
        double size,
        CaseFolder folder,
        CaseChecks checks,
        VectorQuantizerOptions options,
        Tensor batches)
    {
        using var scope = NewDisposeScope();
        using var quantizer = Load(folder, checks, options);
        quantizer.ClusterSizes.fill_(size);
        foreach (var (step, z) in batches.unbind(0).Index())
        {
            string name = $"{variant}/step{step}/out:";
            checks.Compare($"{name}smallest_code_margin", SmallestMargin(quantizer, z));
            var found = quantizer.call(z);
            checks.Compare($"{name}ids", found.Codes);
            checks.Compare($"{name}loss", found.Loss);
            CompareState(name, quantizer, checks);
        }
    }

    private static void Reset(CaseFolder folder, CaseChecks checks, VectorQuantizerOptions options, Tensor batches)
    {
        using var scope = NewDisposeScope();
        using var quantizer = Load(folder, checks, options);
        quantizer.ClusterSizes.copy_(checks.Input("in:reset_cluster_size"));
        long[] rows = checks.Input("in:reset_indices").data<long>().ToArray();
        double percentile = folder.Configuration.Get<double>("reset_percentile");
        int count = quantizer.ResetDeadCodes(batches.select(0, 0), rows, percentile);
        checks.Compare("reset/out:count", count);
        CompareState("reset/out:", quantizer, checks);
    }

    private static void CompareState(string name, VectorQuantizer quantizer, CaseChecks checks)
    {
        checks.Compare($"{name}embedding", quantizer.Codebook);
        checks.Compare($"{name}ema_cluster_size", quantizer.ClusterSizes);
        checks.Compare($"{name}ema_w", quantizer.ClusterSums);
    }

    private static VectorQuantizer Load(CaseFolder folder, CaseChecks checks, VectorQuantizerOptions options)
    {
        var quantizer = new VectorQuantizer(options);
        Weights.Load(quantizer, folder.WeightsPath);
        return quantizer.to(checks.Dtype);
    }

    private static void Require(Tensor x, long[] shape, string name) => Shape.Require(
        x, string.Join(' ', shape.Select((_, axis) => $"axis{axis}")), shape, name);
}
