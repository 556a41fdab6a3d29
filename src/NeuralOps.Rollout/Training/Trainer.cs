using NeuralOps.Core;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace NeuralOps.Rollout;

/// <summary>
/// Trains a module by gradient descent on an objective: epochs or a number of updates, accumulation, clipping,
/// schedules, averaged weights, early stopping, validation, tracking, and checkpoints from which a run continues
/// exactly: on the CPU with the same number of threads the weights are bitwise those of a run that was never
/// interrupted.
/// </summary>
/// <remarks>
/// Loss and gradient are checked in one transfer per update; an update that is not finite is skipped and counted. Each
/// batch runs in its own dispose scope. Module and batches stay the caller's; the module is on its device before the
/// trainer is made.
/// </remarks>
/// <typeparam name="TBatch">What one call of the objective takes; disposed of after it where it is
/// disposable.</typeparam>
public sealed partial class Trainer<TBatch> : IDisposable
{
    private static readonly Dictionary<string, double> NoMetrics = [];

    private readonly nn.Module model;
    private readonly IBatchSource<TBatch> batches;
    private readonly Func<TBatch, LossTerms> objective;
    private readonly TrainerOptions options;
    private readonly string[] names;
    private readonly Parameter[] parameters;
    private readonly OptimizerHelper optimizer;
    private readonly ILearningRateController[] groups;
    private readonly AveragedWeights? average;
    private readonly Dictionary<string, double> epochSums = [];
    private readonly List<Tensor> blocks = [];

    /// <summary>A trainer at step 0.</summary>
    /// <param name="model">The module; its parameters that require a gradient are trained (see <see
    /// cref="TrainableParameters"/>).</param>
    /// <param name="batches">The data.</param>
    /// <param name="objective">The loss of a batch. A total without a graph means that the objective has itself
    /// accumulated the gradients, as <see cref="HorizonSweep"/> does.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">The options set no end, or no parameter requires a gradient.</exception>
    public Trainer(
        nn.Module model, IBatchSource<TBatch> batches, Func<TBatch, LossTerms> objective, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        if (options is { Epochs: null, Steps: null })
        {
            throw new ArgumentException("Expected a number of epochs or of steps, got neither.", nameof(options));
        }

        (this.model, this.batches, this.objective, this.options) = (model, batches, objective, options);
        var trained = TrainableParameters.Of(model).Where(entry => entry.Leaf.requires_grad).ToArray();
        names = [.. trained.Select(entry => entry.Name)];
        parameters = [.. trained.Select(entry => entry.Leaf as Parameter ?? Own(entry.Leaf))];
        if (parameters.Length == 0)
        {
            throw new ArgumentException(
                $"Expected a module with parameters that require a gradient, got {model.GetName()} with none.",
                nameof(model));
        }

        optimizer = options.Optimizer.Create(parameters);
        groups = [.. optimizer.ParamGroups];
        average = options.EmaDecay is { } decay ? new AveragedWeights(parameters, decay) : null;
        State = options.Schedule.Kind == ScheduleKind.Plateau
            ? new() { Plateau = new() { Rate = options.Optimizer.LearningRate } }
            : new();
    }

    /// <summary>Where the run stands; the sums of the epoch under way and the streams are in its checkpoints
    /// only.</summary>
    public TrainerState State { get; private set; }

    /// <summary>Metrics on held-out data, at the end of epochs, without gradients, in evaluation mode, with averaged
    /// weights where they are kept; random draws in it do not touch the run's.</summary>
    public Func<IReadOnlyDictionary<string, double>>? Validate { get; init; }

    /// <summary>Metrics of long rollouts, under the conditions of <see cref="Validate"/>; logged, not
    /// monitored.</summary>
    public Func<IReadOnlyDictionary<string, double>>? Evaluate { get; init; }

    /// <summary>Who receives the metrics.</summary>
    public IReadOnlyList<IRunTracker> Trackers { get; init; } = [];

    /// <summary>The folder of the checkpoints, made where absent; null writes none.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Texts (JSON of options) that identify model, data and objective; a checkpoint with others is
    /// refused.</summary>
    public IReadOnlyDictionary<string, string> Identity { get; init; } = new Dictionary<string, string>();

    /// <summary>Generators, besides libtorch's default one, whose states belong to the run.</summary>
    public IReadOnlyDictionary<string, Generator> Generators { get; init; } = new Dictionary<string, Generator>();

    /// <summary>Streams whose states belong to the run; on resume the entries are replaced, so draw from this
    /// dictionary.</summary>
    public IDictionary<string, RandomStream> Streams { get; } = new Dictionary<string, RandomStream>();

    /// <summary>The state between the windows of a horizon, which belongs to the run; the objective evaluates with
    /// it.</summary>
    public RolloutCarry? Carry { get; init; }

    private long StepsPerEpoch => Updates(batches.BatchesPerEpoch);

    private bool IsDone => (options.Epochs is { } epochs && State.Epoch >= epochs)
        || (options.Steps is { } steps && State.Step >= steps);

    private bool IsStalled => options.EarlyStopping is { } stopping && State.BadValidations >= stopping.Patience;

    /// <summary>Trains until the end that the options set, until the metric stalls, or until cancelled.</summary>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    /// <returns>How the run ended.</returns>
    /// <exception cref="InvalidOperationException">Too many updates were not finite, no parameter got a gradient, the
    /// source gave fewer batches than it promised, or the monitored metric is missing.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; the earlier ones are intact.</exception>
    public TrainingResult Run(CancellationToken cancel = default)
    {
        RequireBatches();
        if (State.Step == 0)
        {
            manual_seed(options.Seed);
        }

        if (CheckpointFolder is not null)
        {
            CheckpointFiles.RemovePartial(CheckpointFolder);
        }

        var status = RunStatus.Failed;
        Report(tracker => tracker.Start(Tracked()));
        try
        {
            model.train();
            while (!IsDone && !IsStalled && !cancel.IsCancellationRequested)
            {
                RunEpoch(cancel);
            }

            JudgeEnd();
            var reason = IsDone ? StopReason.Completed : IsStalled ? StopReason.EarlyStopped : StopReason.Cancelled;
            status = reason == StopReason.Cancelled ? RunStatus.Cancelled : RunStatus.Finished;
            return new TrainingResult(reason, Snapshot(), SaveLast());
        }
        finally
        {
            Report(tracker => tracker.End(status));
        }
    }

    /// <summary>Saves the weights alone: the averaged ones where an average is kept.</summary>
    /// <param name="path">A file with the ending <c>.safetensors</c>.</param>
    /// <param name="metadata">Texts for its header, besides <see cref="Identity"/>.</param>
    public void SaveWeights(string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        average?.Swap();
        try
        {
            Weights.Save(model, path, Identity.Concat(metadata ?? new Dictionary<string, string>()).ToDictionary());
        }
        finally
        {
            average?.Swap();
        }
    }

    /// <summary>Frees optimiser state and averages; module and batches stay.</summary>
    public void Dispose()
    {
        optimizer.Dispose();
        average?.Dispose();
        blocks.ForEach(block => block.Dispose());
    }

    // An optimiser takes parameters: a second handle makes one of a block that stands for a part of a parameter.
    private Parameter Own(Tensor block)
    {
        var parameter = new Parameter(block.alias());
        blocks.Add(parameter.DetachFromDisposeScope());
        return parameter;
    }

    private void RequireBatches()
    {
        if (batches.BatchesPerEpoch < 1)
        {
            throw new InvalidOperationException("Expected a source with at least one batch per epoch, found none.");
        }
    }

    private void RunEpoch(CancellationToken cancel)
    {
        int count = batches.BatchesIn(State.Epoch);
        using var source = batches.Epoch(State.Epoch, State.Batch).GetEnumerator();
        while (State.Batch < count)
        {
            Update(source, Math.Min(options.AccumulateBatches, count - State.Batch));
            bool isSaved = options.CheckpointEverySteps > 0 && State.Step % options.CheckpointEverySteps == 0;
            if (isSaved && State.Batch < count)
            {
                Save($"step-{State.Step}");
            }

            if ((cancel.IsCancellationRequested || IsDone) && State.Batch < count)
            {
                return;
            }
        }

        EndEpoch();
    }

    private long Updates(long count) => (count + options.AccumulateBatches - 1) / options.AccumulateBatches;

    private TrackedRun Tracked()
    {
        long steps = (options.Epochs ?? long.MaxValue / StepsPerEpoch) * StepsPerEpoch;
        var parameters = JsonTexts.Flatten(OptionsJson.Serialize(options));
        foreach ((string name, string text) in Identity)
        {
            foreach ((string key, string value) in JsonTexts.Flatten(text))
            {
                parameters[key.Length == 0 ? name : $"{name}.{key}"] = value;
            }
        }

        return new TrackedRun(parameters, State.Step, Math.Min(steps, options.Steps ?? long.MaxValue));
    }

    private void Report(Action<IRunTracker> report)
    {
        foreach (var tracker in Trackers)
        {
            report(tracker);
        }
    }
}
