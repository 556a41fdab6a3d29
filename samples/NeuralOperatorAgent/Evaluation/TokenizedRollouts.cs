using NeuralOps.Losses;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>What a tokenizer says of an operator's rollouts and of the truth beside them.</summary>
/// <param name="Predicted">Features of the rollouts, [N, F].</param>
/// <param name="Truth">Features of the truth, [N, F].</param>
/// <param name="Bottlenecks">The operator's bottlenecks at evenly spaced states, [S][N, C, h, w].</param>
internal sealed record TokenizedRollouts(Tensor Predicted, Tensor Truth, IReadOnlyList<Tensor> Bottlenecks)
{
    private const int States = 10;

    /// <summary>Rolls out and takes features.</summary>
    /// <param name="module">The operator.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="chunks">The samples; disposed of on the way.</param>
    public static TokenizedRollouts Of(
        AgentModule module, TrajectoryTokenizer tokenizer, IEnumerable<TruthBatch> chunks)
    {
        using IDisposable quiet = no_grad();
        var predicted = new List<Tensor>();
        var truths = new List<Tensor>();
        var bottlenecks = new List<Tensor[]>();
        foreach (TruthBatch truth in chunks)
        {
            using DisposeScope scope = NewDisposeScope();
            int first = module.Noa.Options.FirstFrame;
            Tensor fields = Predictor.Of("", module, truth.Steps).Predict(truth);
            Tensor whole = cat([truth.Frames.narrow(1, 0, first), fields], 1); // [B, T+1, C, H, W]
            predicted.Add(tokenizer.Features(whole).MoveToOuterDisposeScope());
            truths.Add(tokenizer.Features(truth.Frames).MoveToOuterDisposeScope());
            bottlenecks.Add([.. Sampled(module, truth, whole).Select(x => x.MoveToOuterDisposeScope())]);
            truth.Frames.Dispose();
        }

        return new TokenizedRollouts(
            cat(predicted), cat(truths),
            [
                .. Enumerable.Range(0, bottlenecks[0].Length)
                    .Select(s => cat([.. bottlenecks.Select(chunk => chunk[s])])),
            ]);
    }

    /// <summary>Bottlenecks averaged over space and states, [N, C].</summary>
    public Tensor Pooled() => stack(Bottlenecks.Select(x => x.mean([2, 3]))).mean([0]);

    /// <summary>The four measures and the verdict.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="map">From bottlenecks to its latents.</param>
    public AlignmentReport Diagnose(TrajectoryTokenizer tokenizer, LatentMap map)
    {
        using IDisposable quiet = no_grad();
        using DisposeScope scope = NewDisposeScope();
        CategoricalVqVae network = tokenizer.Network;
        Tensor z = network.Encode(Predicted);
        (Tensor quantized, Tensor tokens) = network.Quantize(z);
        Tensor projected = stack(Bottlenecks.Select(map.Apply)); // [S, N, D]
        return new AlignmentReport(
            ReconstructionMeasure.Of(
                Predicted, network.Decode(quantized),
                [.. network.Options.Categories.Select(x => KeyValuePair.Create(x.Name, x.Indices))]),
            TokenDiversity.Of(tokens, Sizes(network)),
            LatentAgreement.Of(projected.mean([0]), z),
            TemporalConsistency.Of(projected));
    }

    /// <summary>Whether tokens learnt on the truth fit the rollouts.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    public PostTrainingValidation Validate(TrajectoryTokenizer tokenizer)
    {
        using IDisposable quiet = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return PostTrainingValidation.Of(
            Tokenized(Predicted), Tokenized(Truth), tokenizer.Extractor.Names, Sizes(tokenizer.Network));

        TokenizedFeatures Tokenized(Tensor features)
        {
            (Tensor quantized, Tensor tokens) = tokenizer.Network.Quantize(tokenizer.Network.Encode(features));
            return new TokenizedFeatures(features, tokenizer.Network.Decode(quantized), tokens);
        }
    }

    private static int[] Sizes(CategoricalVqVae network) => [.. network.Levels.Select(level => level.NumTokens)];

    private static IEnumerable<Tensor> Sampled(AgentModule module, TruthBatch truth, Tensor whole)
    {
        int first = module.Noa.Options.FirstFrame;
        Tensor? theta = module.Noa.Options.Operator.Conditioning is null ? null : truth.Parameters;
        return LatentAlignmentLoss.Times(States, truth.Steps - first).Select(t =>
            module.Noa.Bottleneck(module.Noa.StateOf(whole, t + 1 + first, truth.Shares), theta));
    }
}
