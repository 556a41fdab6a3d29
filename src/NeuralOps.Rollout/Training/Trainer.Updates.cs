using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace NeuralOps.Rollout;

public sealed partial class Trainer<TBatch>
{
    private const int GraceUpdates = 20;

    private readonly Readings readings = new();
    private readonly List<Tensor> gradients = [];
    private readonly List<Tensor> norms = [];
    private readonly Dictionary<string, double> reported = [];
    private double rate;

    private void Update(IEnumerator<TBatch> source, int count)
    {
        Schedule();
        foreach (var parameter in parameters)
        {
            parameter.grad = null;
        }

        readings.Clear();
        for (int i = 0; i < count; i++)
        {
            // Outside any scope: what a source keeps from batch to batch is its own.
            if (!source.MoveNext())
            {
                throw new InvalidOperationException(
                    $"Expected {batches.BatchesIn(State.Epoch)} batches in epoch {State.Epoch}, "
                    + $"found {State.Batch + i}.");
            }

            Differentiate(source.Current);
        }

        (double norm, bool isFinite) = Descend(count);
        State = State with
        {
            Step = State.Step + 1,
            Batch = State.Batch + count,
            Skipped = State.Skipped + (isFinite ? 0 : 1),
        };
        if (isFinite)
        {
            average?.Update();
            AddToEpoch();
        }
        else
        {
            RequireFewSkipped();
        }

        if (State.Step % options.LogEverySteps == 0)
        {
            ReportUpdate(norm);
        }
    }

    private void Schedule()
    {
        long index = options.Schedule.PerEpoch ? State.Epoch : State.Step;
        rate = options.Schedule.RateAt(index, options.Optimizer.LearningRate, State.Plateau);
        double? momentum = options.Schedule.MomentumAt(index);
        foreach (var group in groups)
        {
            group.LearningRate = rate;
            if (momentum is not { } value)
            {
                continue;
            }

            if (group is IBetas betas)
            {
                betas.Betas = (value, betas.Betas.Item2);
            }
            else if (group is IMomentum descent)
            {
                descent.Momentum = value;
            }
        }
    }

    private void Differentiate(TBatch batch)
    {
        try
        {
            using var scope = NewDisposeScope();
            var terms = objective(batch);
            if (terms.Total.requires_grad)
            {
                terms.Total.backward();
            }

            readings.Add("total", terms.Total);
            foreach ((string name, var part) in terms.Parts)
            {
                if (name != "total")
                {
                    readings.Add(name, part);
                }
            }
        }
        finally
        {
            (batch as IDisposable)?.Dispose();
        }
    }

    // The mean over batches and the clipping are one factor on the gradient.
    private (double Norm, bool IsFinite) Descend(int count)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        gradients.Clear();
        norms.Clear();
        foreach (var parameter in parameters)
        {
            if (parameter.grad is { } gradient)
            {
                gradients.Add(gradient);
                norms.Add(gradient.norm());
            }
        }

        if (norms.Count == 0)
        {
            throw new InvalidOperationException(
                $"Expected an objective that depends on parameters of {model.GetName()}, found no gradient.");
        }

        double norm = readings.Read(stack(norms).norm(), count) / count;
        if (!double.IsFinite(norm) || !double.IsFinite(readings.Means["total"]))
        {
            return (norm, false);
        }

        double factor = Math.Min(1, (options.ClipNorm ?? double.PositiveInfinity) / (norm + 1e-6)) / count;
        if (factor != 1)
        {
            foreach (var gradient in gradients)
            {
                gradient.mul_(factor);
            }
        }

        optimizer.step();
        return (norm, true);
    }

    private void AddToEpoch()
    {
        foreach ((string name, double value) in readings.Means)
        {
            epochSums[name] = epochSums.GetValueOrDefault(name) + value;
        }

        State = State with { EpochUpdates = State.EpochUpdates + 1 };
    }

    private void RequireFewSkipped()
    {
        if (State.Skipped > options.SkippedShare * Math.Max(State.Step, GraceUpdates))
        {
            throw new InvalidOperationException(
                $"Expected at most {options.SkippedShare:P0} of the updates to be skipped for a loss or gradient "
                + $"that is not finite, found {State.Skipped} of {State.Step}. "
                + "A lower learning rate or clipping is the usual remedy.");
        }
    }

    private void ReportUpdate(double norm)
    {
        if (Trackers.Count == 0)
        {
            return;
        }

        reported.Clear();
        foreach ((string name, double value) in readings.Means)
        {
            reported[name] = value;
        }

        reported["learning_rate"] = rate;
        reported["gradient_norm"] = norm;
        var metrics = new TrackedMetrics("train", State.Step, State.Epoch, reported);
        foreach (var tracker in Trackers)
        {
            tracker.Log(metrics);
        }
    }
}
