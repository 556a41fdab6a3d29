using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Rollout;

namespace NeuralOps.Cli;

/// <summary>Trains a fluid simulator from sequences to weights.</summary>
public static class FluidTraining
{
    private const string NoiseStream = "fluid";

    /// <summary>Trains until the options' end and leaves weights and checkpoints in a folder.</summary>
    /// <param name="options">Data, model, loss, rollout and schedule.</param>
    /// <param name="folder">The run's folder, made where absent.</param>
    /// <param name="start">The weights to start from, of the same architecture; null starts from the seed.</param>
    /// <param name="resume">Whether to continue from the folder's newest checkpoint, if it has one.</param>
    /// <param name="trackers">Who receives the metrics; they stay the caller's.</param>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    /// <returns>How the run ended.</returns>
    /// <exception cref="InvalidDataException">A data file is bad, or start or checkpoint are of another
    /// model.</exception>
    public static TrainingResult Run(
        FluidRunOptions options, string folder, string? start = null, bool resume = false,
        IReadOnlyList<IRunTracker>? trackers = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        string checkpoints = Path.Combine(folder, "checkpoints");
        string? latest = resume ? CheckpointFiles.Latest(checkpoints) : null;
        using var data = new FluidData(options);
        TorchSharp.torch.manual_seed(options.Seed);
        using var model = new FluidModel(FluidStepper.Create(options.Model, options.Stepper), data.Scales);
        model.Stepper.Network.FreezesStatistics = options.FreezeBatchNorm;
        if (start is not null && latest is null)
        {
            Weights.Load(model.Stepper.Network, start);
        }

        string weights = Path.Combine(folder, FluidModel.WeightsName);
        if (latest is null)
        {
            Directory.CreateDirectory(folder);
            File.Delete(weights); // they are the sign of a finished run
        }

        var objective = new FluidObjective(model.Stepper, options);
        int horizon = FluidData.ValidationHorizon(options);
        Trainer<FluidBatch>? made = null;
        using var trainer = made = new Trainer<FluidBatch>(
            model.Stepper.Network, data.Training, batch => objective.Train(batch, made!.Streams[NoiseStream]),
            TrainerOptionsOf(options, data.Training.BatchesPerEpoch))
        {
            Validate = () => objective.Validate(data.Validation, horizon),
            Trackers = trackers ?? [],
            CheckpointFolder = checkpoints,
            Identity = Identity(model, options),
        };
        trainer.Streams[NoiseStream] = new RandomStream((ulong)options.Seed, NoiseStream);
        if (latest is not null)
        {
            trainer.Resume(latest);
        }

        TrainingResult result = trainer.Run(cancel);
        if (result.Reason != StopReason.Cancelled)
        {
            // A fixed number of updates ends with its schedule: its last weights are the result.
            if (options.Steps is null || result.Reason == StopReason.EarlyStopped)
            {
                Weights.Load(model.Stepper.Network, CheckpointFiles.PathOf(checkpoints, CheckpointFiles.Best));
            }

            model.Save(weights);
        }

        return result;
    }

    // What may change when a run is continued (its length, how it is stored) is left out.
    private static Dictionary<string, string> Identity(FluidModel model, FluidRunOptions options)
    {
        var texts = model.Describe();
        texts["run"] = OptionsJson.Serialize(options with
        {
            Epochs = 1,
            Steps = null,
            NumWorkers = 0,
            PreloadDataset = true,
            SaveEveryNEpochs = 1,
            KeepLastNCheckpoints = 0,
        });
        return texts;
    }

    private static TrainerOptions TrainerOptionsOf(FluidRunOptions options, int batchesPerEpoch) => new()
    {
        Epochs = options.Epochs,
        Steps = options.Steps,
        Seed = options.Seed,
        Optimizer = new DescentOptions { LearningRate = options.LearningRate },
        Schedule = ScheduleOf(options, batchesPerEpoch),
        ClipNorm = options.GradientClipEnabled ? options.GradientClipNorm : null,
        EarlyStopping = options.UseEarlyStopping
            ? new EarlyStoppingOptions { Patience = options.EarlyStopPatience, MinDelta = options.EarlyStopMinDelta }
            : null,
        ValidateEveryEpochs = options.ValidateEveryNEpochs,
        CheckpointEveryEpochs = options.SaveEveryNEpochs,
        KeepLast = options.KeepLastNCheckpoints,
    };

    // Rates follow the update, so that warm-up and cosine are smooth; the reference's stairs and plateau follow the
    // epoch.
    private static ScheduleOptions ScheduleOf(FluidRunOptions options, int batchesPerEpoch)
    {
        // Only the cosine has an end that belongs to the run: any other run may be made longer when it is continued.
        long length = options.LrSchedulerType != ScheduleKind.Cosine
            ? options.LrWarmupSteps + 1
            : options.LrSchedulerTMax is { } epochs
            ? (long)epochs * batchesPerEpoch
            : Math.Min(options.Steps ?? long.MaxValue, (long)options.Epochs * batchesPerEpoch);
        return new ScheduleOptions
        {
            Kind = options.UseLrScheduler ? options.LrSchedulerType : ScheduleKind.Constant,
            WarmUp = options.LrWarmupSteps,
            Length = Math.Max(1, length - options.LrWarmupSteps),
            MinRate = options.LrSchedulerMinLr,
            StepSize = (long)options.LrSchedulerStepSize * batchesPerEpoch,
            Gamma = options.LrSchedulerFactor,
            Plateau = new PlateauOptions
            {
                Factor = options.LrSchedulerFactor,
                Patience = options.LrSchedulerPatience,
                MinRate = options.LrSchedulerMinLr,
            },
        };
    }
}
