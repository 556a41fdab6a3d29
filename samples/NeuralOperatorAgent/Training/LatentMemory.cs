using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>What drawing the bottleneck to the tokenizer's latents costs in memory, by the states that are sampled.
/// </summary>
internal static class LatentMemory
{
    private const double Megabyte = 1 << 20;

    /// <summary>Measures one rollout without the latent loss, with the states of the options, and with all.</summary>
    public static string Measure(
        AgentOptions options, AgentModule module, TrajectoryTokenizer tokenizer, AgentData data)
    {
        if (NativeMemoryCounter.Instance is not { } counter)
        {
            return "Memory of L_latent: not counted, NeuralOps.Native is absent";
        }

        AgentOptions window = options with { Timesteps = options.Window };
        using OperatorBatch batch = data.Validation.Epoch(0).First();
        module.eval(); // running statistics stay
        double without = Peak(null, options.LatentSampleSteps);
        double sampled = Peak(module.Projector, options.LatentSampleSteps);
        double all = Peak(module.Projector, 0);
        int taken = NeuralOps.Losses.LatentAlignmentLoss.Times(options.LatentSampleSteps, window.Timesteps).Count;
        return $"Memory of L_latent: {Text(without)} without, {Text(sampled)} (+{Share(sampled)}) with {taken} of "
            + $"{window.Timesteps} states, {Text(all)} (+{Share(all)}) with all";

        string Share(double peak) => ((peak / without) - 1).ToString("P0", CultureInfo.InvariantCulture);

        double Peak(LatentProjector? projector, int steps)
        {
            using DisposeScope scope = NewDisposeScope();
            var bare = new AgentModule(module.Noa, projector);
            AgentOptions measured = window with { LatentSampleSteps = steps };
            var rollouts = new AgentRollouts(
                bare, new AgentObjective(bare, tokenizer, measured), data.Targets, measured);
            long before = counter.CurrentBytes;
            counter.ResetPeak();
            LossTerms terms = rollouts.FromStart(rollouts.TruthOf(batch));
            terms.Total.backward();
            module.zero_grad();
            return counter.PeakBytes - before;
        }
    }

    private static string Text(double bytes) =>
        (bytes / Megabyte).ToString("0", CultureInfo.InvariantCulture) + " MB";
}
