using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>Trains an operator from a dataset to weights.</summary>
/// <param name="data">Samples, with the operator, losses and schedule of the run.</param>
/// <param name="tokenizer">The tokenizer that the losses need; null where they need none.</param>
/// <param name="folder">The run's folder.</param>
internal sealed class AgentTraining(AgentData data, TrajectoryTokenizer? tokenizer, string folder)
{
    private const string Starts = "starts";
    private const double WarmUpStart = 0.1; // of the rate, as the reference's

    private readonly string checkpoints = Path.Combine(folder, "checkpoints");

    /// <summary>Where it starts; by default from the seed.</summary>
    public AgentStart Start { get; init; } = new();

    /// <summary>Who receives the metrics; they stay the caller's.</summary>
    public IReadOnlyList<IRunTracker> Trackers { get; init; } = [];

    /// <summary>Receives lines on resuming and on memory.</summary>
    public Action<string> Note { get; init; } = _ => { };

    /// <summary>The tokenizer of a run; one that the losses need and the options do not name is refused.</summary>
    public static TrajectoryTokenizer? TokenizerOf(AgentOptions fitted)
    {
        if (fitted.VqvaePath is { } path)
        {
            return fitted is { EnableLatentLoss: true, BatchSize: 1 }
                ? throw new ArgumentException(
                    "Expected --batch-size of at least 2 with --enable-latent-loss, because the projector normalises "
                    + "over the batch, got 1.")
                : TrajectoryTokenizer.Load(path);
        }

        string asks = fitted.EnableLatentLoss ? "--enable-latent-loss" : "--loss-mode vq_led";
        return fitted.EnableLatentLoss || fitted.LossMode == LossMode.VqLed
            ? throw new ArgumentException($"Expected --vqvae-path with {asks}, got none.")
            : null;
    }

    /// <summary>Trains until the options' end and leaves weights and checkpoints in the folder.</summary>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    public TrainingResult Run(CancellationToken cancel)
    {
        AgentOptions fitted = data.Options;
        manual_seed(fitted.Seed);
        using AgentModule module = Create(fitted, tokenizer);
        if (Start.Weights is { } weights)
        {
            Note(AgentWarmStart.Copy(weights, module.Noa));
            if (AgentFile.RunOf(weights) is { } earlier && !earlier.HoldsOutAs(fitted))
            {
                Note($"  warning: {weights} held out other samples of the dataset, so it may have trained on those "
                    + "that this run holds out.");
            }
        }

        module.to(data.Targets.Device);
        tokenizer?.to(data.Targets.Device);
        module.Noa.Operator.TrainAt(data.Grid.Height, data.Grid.Width);
        var rollouts = new AgentRollouts(module, new AgentObjective(module, tokenizer, fitted), data.Targets, fitted);
        if (tokenizer is not null && module.Projector is not null)
        {
            Note(LatentMemory.Measure(fitted, module, tokenizer, data));
        }

        TrainingResult result;
        if (fitted.BpttMode == BpttMode.Streaming)
        {
            using var windows = new WindowedBatches<OperatorBatch>(data.Training, AgentRollouts.Streaming(fitted));
            using var carry = new RolloutCarry();
            result = Train(
                fitted, module, rollouts, data, windows, carry,
                (item, _) => rollouts.Train(item, carry), cancel);
        }
        else
        {
            result = Train(fitted, module, rollouts, data, data.Training, null, rollouts.Train, cancel);
        }

        if (result.Reason != StopReason.Cancelled)
        {
            Weights.Load(module, CheckpointFiles.PathOf(checkpoints, CheckpointFiles.Best));
            AgentFile.Save(module, fitted, folder);
        }

        return result;
    }

    private TrainingResult Train<TBatch>(
        AgentOptions fitted, AgentModule module, AgentRollouts rollouts, AgentData data, IBatchSource<TBatch> batches,
        RolloutCarry? carry, Func<TBatch, RandomStream, LossTerms> objective, CancellationToken cancel)
    {
        Trainer<TBatch>? made = null;
        using var trainer = made = new Trainer<TBatch>(
            module, batches, batch => objective(batch, made!.Streams[Starts]),
            Options(fitted, batches.BatchesPerEpoch))
        {
            Validate = () => rollouts.Validate(data.Validation),
            Trackers = Trackers,
            CheckpointFolder = checkpoints,
            Identity = Identity(fitted, module),
            Carry = carry,
        };
        if (Start.Resume is { } path)
        {
            Continue(trainer, module, path, batches.BatchesPerEpoch);
        }

        trainer.Streams.TryAdd(Starts, new RandomStream((ulong)fitted.Seed, Starts)); // a checkpoint of ours has it
        return trainer.Run(cancel);
    }

    private void Continue<TBatch>(Trainer<TBatch> trainer, AgentModule module, string path, int batchesPerEpoch)
    {
        Note($"Resuming from checkpoint: {path}");
        if (Path.GetExtension(path) == ".safetensors")
        {
            trainer.Resume(path);
        }
        else
        {
            foreach (string warning in trainer.ResumePytorch(
                path, "noa.", module.Projector is null ? null : "projector."))
            {
                Note($"  warning: {warning}");
            }
        }

        TrainerState state = trainer.State;
        Note($"  epoch {state.Epoch + 1}, update {state.Step}; {state.Batch} of {batchesPerEpoch} batches of the epoch "
            + "are done");
        Note(state.Best is { } best ? $"  best validation loss so far: {best:g6}" : "  no validation so far");
    }

    private static AgentModule Create(AgentOptions fitted, TrajectoryTokenizer? tokenizer)
    {
        var noa = new NoaBackbone(fitted.Noa);
        LatentProjector? projector = fitted.EnableLatentLoss
            ? new LatentProjector(noa.Operator.BottleneckChannels, tokenizer!.Network.LatentDim)
            : null;
        return new AgentModule(noa, projector);
    }

    // What may change when a run is continued (its length, how it is stored) is left out.
    private static Dictionary<string, string> Identity(AgentOptions fitted, AgentModule module)
    {
        Dictionary<string, string> texts = AgentFile.Describe(module);
        texts["run"] = OptionsJson.Serialize(fitted with
        {
            Epochs = 1,
            SaveEvery = 0,
            LogEvery = 1,
            EarlyStopPatience = 0,
        });
        return texts;
    }

    private static TrainerOptions Options(AgentOptions fitted, int batchesPerEpoch)
    {
        int updates = (batchesPerEpoch + fitted.AccumulateBatches - 1) / fitted.AccumulateBatches * fitted.Epochs;
        return new TrainerOptions
        {
            Epochs = fitted.Epochs,
            Seed = fitted.Seed,
            Optimizer = new DescentOptions
            {
                Kind = OptimizerKind.AdamW,
                LearningRate = fitted.Lr,
                WeightDecay = fitted.WeightDecay,
            },
            Schedule = new ScheduleOptions
            {
                Kind = fitted.LrSchedule == LrSchedule.Cosine ? ScheduleKind.Cosine : ScheduleKind.Constant,
                WarmUp = fitted.WarmupSteps,
                WarmUpStart = WarmUpStart,
                Length = Math.Max(1, updates - fitted.WarmupSteps),
                MinRate = fitted.MinLr,
            },
            AccumulateBatches = fitted.AccumulateBatches,
            ClipNorm = fitted.ClipNorm,
            EarlyStopping = fitted.EarlyStopPatience > 0
                ? new EarlyStoppingOptions { Patience = fitted.EarlyStopPatience }
                : null,
            CheckpointEverySteps = fitted.SaveEvery,
            LogEverySteps = fitted.LogEvery,
        };
    }
}
