using static TorchSharp.torch;

namespace NeuralOps.Rollout;

public sealed partial class Trainer<TBatch>
{
    private void EndEpoch()
    {
        int ended = State.Epoch + 1;
        bool isLast = options.Epochs == ended || (options.Steps is { } steps && State.Step >= steps);
        var training = epochSums.ToDictionary(entry => entry.Key, entry => entry.Value / State.EpochUpdates);
        bool isScheduled = ended % options.ValidateEveryEpochs == 0;
        bool validates = isLast || isScheduled;
        var validation = validates ? Measure(Validate, "validation") : NoMetrics;
        bool evaluates = options.EvaluateEveryEpochs > 0 && (isLast || ended % options.EvaluateEveryEpochs == 0);
        var evaluation = evaluates ? Measure(Evaluate, "evaluation") : NoMetrics;
        epochSums.Clear();
        State = State with
        {
            Epoch = ended,
            Batch = 0,
            EpochUpdates = 0,
            History =
            [
                .. State.History,
                new EpochRecord
                {
                    Epoch = ended - 1,
                    Step = State.Step,
                    LearningRate = rate,
                    Training = training,
                    Validation = validation,
                    Evaluation = evaluation,
                },
            ],
        };
        if (validates)
        {
            Judge(Monitored(training, validation), isScheduled);
        }

        if (options.CheckpointEveryEpochs > 0 && ended % options.CheckpointEveryEpochs == 0)
        {
            Save($"epoch-{ended}");
        }
        else if (options.CheckpointEverySteps > 0 && State.Step % options.CheckpointEverySteps == 0)
        {
            Save($"step-{State.Step}");
        }
    }

    private double Monitored(Dictionary<string, double> training, IReadOnlyDictionary<string, double> validation)
    {
        var metrics = Validate is null ? training : validation;
        if (Validate is null && training.Count == 0)
        {
            return double.NaN; // every update of the epoch was skipped
        }

        return metrics.TryGetValue(options.Monitor, out double value)
            ? value
            : throw new InvalidOperationException(
                $"Expected the monitored metric '{options.Monitor}' among those of the epoch, "
                + $"found {string.Join(", ", metrics.Keys)}.");
    }

    // A run of a number of updates may end inside an epoch; its end is validated too.
    private void JudgeEnd()
    {
        if (IsDone && State.Batch > 0 && Validate is not null)
        {
            Judge(Monitored([], Measure(Validate, "validation")), steers: false);
        }
    }

    // An extra validation at the run's end steers nothing, so that a longer run continues as if it had not been.
    private void Judge(double metric, bool steers)
    {
        bool isBest = State.Best is { } best ? metric < best : !double.IsNaN(metric);
        bool improves = State.StoppingBest is { } stopping
            ? metric < stopping - (options.EarlyStopping?.MinDelta ?? 0)
            : !double.IsNaN(metric);
        State = State with
        {
            Best = isBest ? metric : State.Best,
            BestEpoch = isBest ? State.Epoch - 1 : State.BestEpoch,
        };
        if (steers)
        {
            State = State with
            {
                Plateau = State.Plateau is { } plateau ? options.Schedule.Plateau.Next(plateau, metric) : null,
                StoppingBest = improves ? metric : State.StoppingBest,
                BadValidations = improves ? 0 : State.BadValidations + 1,
            };
        }

        if (isBest)
        {
            Save("best");
        }
    }

    private IReadOnlyDictionary<string, double> Measure(
        Func<IReadOnlyDictionary<string, double>>? measure, string phase)
    {
        if (measure is null)
        {
            return NoMetrics;
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var random = RandomStates();
        average?.Swap();
        model.eval();
        try
        {
            var metrics = measure();
            Report(tracker => tracker.Log(new TrackedMetrics(phase, State.Step, State.Epoch, metrics)));
            return metrics;
        }
        finally
        {
            model.train();
            average?.Swap();
            RestoreRandom(random);
        }
    }
}
