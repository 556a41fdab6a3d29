using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Losses;
using NeuralOps.Models;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// The loss of a batch of fluid windows: K steps of the stepper against the data, from a disturbed or own state.
/// </summary>
/// <param name="stepper">The model that is trained.</param>
/// <param name="options">Loss, rollout, noise and burn-in.</param>
internal sealed class FluidObjective(FluidStepper stepper, FluidRunOptions options)
{
    private readonly FluidLoss loss = new(options.PhysicsLoss);

    /// <summary>Frames after t that a training window needs: the horizon and the longest burn-in.</summary>
    public static int WindowFrames(FluidRunOptions options) =>
        options.Horizon + (options.BurnIn.Probability > 0 ? options.BurnIn.Steps : 0);

    /// <summary>The loss to differentiate; what it makes on the way is left to the caller's scope.</summary>
    public LossTerms Train(FluidBatch batch, RandomStream random)
    {
        Tensor state = batch.X0.narrow(1, 0, 4);
        if (options.Noise is { } noise)
        {
            state = new FluidNoise(noise, random).Apply(state, batch.X0.narrow(1, 5, 1));
        }

        int first = BurnInSteps(random);
        state = Lead(state, batch.Masks, first);
        return Evaluate(batch, state, first, options.Horizon);
    }

    /// <summary>
    /// The loss of K steps from the data by part, and <see cref="FluidMetrics"/> of the last one: means over the
    /// samples of an epoch.
    /// </summary>
    public Dictionary<string, double> Validate(IBatchSource<FluidBatch> batches, int horizon)
    {
        var sums = new Dictionary<string, double>();
        int count = 0;
        foreach (FluidBatch batch in batches.Epoch(0))
        {
            using (batch)
            {
                using DisposeScope scope = NewDisposeScope();
                foreach ((string name, double value) in Measure(batch, horizon))
                {
                    sums[name] = sums.GetValueOrDefault(name) + (value * batch.Size);
                }

                count += batch.Size;
            }
        }

        return sums.ToDictionary(entry => entry.Key, entry => entry.Value / count);
    }

    private Dictionary<string, double> Measure(FluidBatch batch, int horizon)
    {
        Dictionary<string, double> values = [];
        LossTerms terms = Evaluate(batch, batch.X0.narrow(1, 0, 4), 0, horizon, (fields, k) =>
        {
            if (k == horizon - 1)
            {
                values = FluidMetrics.Of(
                    fields, batch.Targets.select(1, k), batch.Masks.select(1, k), options.PhysicsLoss.Stencil);
            }
        });
        foreach ((string name, Tensor part) in terms.Parts)
        {
            values[name] = part.ToDouble();
        }

        return values;
    }

    private LossTerms Evaluate(
        FluidBatch batch, Tensor state, int first, int horizon, Action<Tensor, int>? watch = null) =>
        RolloutObjective.Evaluate(
            (u, k) => stepper.Step(u, batch.Masks, first + k),
            state,
            (next, u, k) =>
            {
                Tensor fields = next.narrow(1, 0, 3);
                watch?.Invoke(fields, k);
                return loss.Of(
                    fields, batch.Targets.select(1, first + k), u.narrow(1, 0, 1), batch.Masks.select(1, first + k));
            },
            new RolloutOptions
            {
                Horizon = horizon,
                WeightDecay = options.RolloutWeightDecay,
                FinalStepOnly = options.RolloutFinalStepOnly,
                Truncation = options.RolloutGradientTruncation ? GradientTruncation.Window : GradientTruncation.None,
            });

    private int BurnInSteps(RandomStream random)
    {
        BurnInOptions burnIn = options.BurnIn;
        return burnIn.Steps > 0 && random.NextDouble() < burnIn.Probability ? 1 + random.NextInt(burnIn.Steps) : 0;
    }

    // Steps without gradients and with running statistics: the states that a free rollout would meet.
    private Tensor Lead(Tensor state, Tensor masks, int steps)
    {
        if (steps == 0)
        {
            return state;
        }

        using IDisposable quiet = no_grad();
        stepper.eval();
        for (int k = 0; k < steps; k++)
        {
            state = stepper.Step(state, masks, k);
        }

        stepper.train();
        return state;
    }
}
