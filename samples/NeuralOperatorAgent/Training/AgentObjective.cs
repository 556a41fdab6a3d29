using NeuralOps.Core;
using NeuralOps.Losses;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>
/// The loss of a rollout: λ_traj L_traj + λ_commit L_commit + λ_latent L_latent where the trajectory leads, and
/// λ_recon L_recon more where tokens do; both + λ_response L_response of response steps.
/// L_traj is the mean squared error of the fields, L_response that of the responses; f are the features of the rollout,
/// z their latents, z_q the nearest codes: L_commit = MSE(z, sg z_q), L_recon = MSE(decode(z_q), f), and
/// L_latent = MSE(mean over n states of P(bottleneck), sg z).
/// </summary>
/// <param name="module">Operator and projector.</param>
/// <param name="tokenizer">The tokenizer, frozen; null where the run has none.</param>
/// <param name="options">Mode and weights.</param>
internal sealed class AgentObjective(AgentModule module, TrajectoryTokenizer? tokenizer, AgentOptions options)
{
    private int Channels => module.Noa.Options.Operator.OutChannels;

    /// <summary>The loss of n steps of a rollout.</summary>
    /// <param name="states">[B, n+1, S, H, W], the first where the steps begin.</param>
    /// <param name="truth">The truth from the frame of the first state on.</param>
    /// <param name="initial">The trajectory's true first frame, [B, C, H, W].</param>
    public LossTerms Of(Tensor states, TruthBatch truth, Tensor initial)
    {
        long n = states.size(1) - 1;
        Tensor fields = states.narrow(2, 0, Channels); // [B, n+1, C, H, W]
        var parts = new Dictionary<string, Tensor>
        {
            ["traj"] = MeanSquaredError.Of(fields.narrow(1, 1, n), truth.Frames.narrow(1, 1, n)),
        };
        Tensor total = parts["traj"] * options.TrajectoryWeight;
        if (options.LambdaResponse > 0)
        {
            Tensor responses = states.narrow(1, 1, n).narrow(2, Channels, Channels);
            Tensor observed = NoaBackbone.Response(truth.Frames.narrow(1, 0, n + 1), truth.Shares);
            parts["response"] = MeanSquaredError.Of(responses, observed);
            total = total.add(parts["response"], alpha: options.LambdaResponse);
        }

        return tokenizer is null
            ? new LossTerms(total, parts)
            : new LossTerms(Align(tokenizer, total, parts, states, fields, truth, initial), parts);
    }

    private Tensor Align(
        TrajectoryTokenizer tokens, Tensor total, Dictionary<string, Tensor> parts, Tensor states, Tensor fields,
        TruthBatch truth, Tensor initial)
    {
        Tensor features = tokens.Features(fields, initial); // [B, F]
        Tensor z = tokens.Network.Encode(features); // [B, D]
        (Tensor quantized, _) = tokens.Network.Quantize(z);
        parts["commit"] = CommitmentLoss.Of(z, quantized);
        total = total.add(parts["commit"], alpha: options.LambdaCommit);
        if (options.LossMode == LossMode.VqLed)
        {
            parts["recon"] = MeanSquaredError.Of(tokens.Network.Decode(quantized), features);
            total = total.add(parts["recon"], alpha: options.LambdaRecon);
        }

        if (module.Projector is { } projector)
        {
            Tensor[] projected =
            [
                .. LatentAlignmentLoss.Times(options.LatentSampleSteps, (int)states.size(1) - 1).Select(t =>
                    projector.call(module.Noa.Bottleneck(states.select(1, t + 1), truth.Parameters))),
            ];
            parts["latent"] = LatentAlignmentLoss.Of(projected, z);
            total = total.add(parts["latent"], alpha: options.LambdaLatent);
        }

        return total;
    }
}
