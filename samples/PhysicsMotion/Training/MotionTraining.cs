using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>The loss of a batch.</summary>
/// <param name="batch">The clips.</param>
/// <param name="random">Where its draws come from.</param>
internal delegate LossTerms BatchLoss(MotionBatch batch, RandomStream random);

/// <summary>Trains a module on the clips of a folder: AdamW, one cycle, checkpoints that continue exactly.</summary>
/// <param name="options">The run.</param>
/// <param name="module">The model, on its device.</param>
/// <param name="data">The clips.</param>
/// <param name="folder">The folder of checkpoints.</param>
internal sealed class MotionTraining(TrainingOptions options, nn.Module module, MotionData data, string folder)
{
    private const string Draws = "draws";
    private const double LeastRate = 1e-6; // the end of the reference's cosine after a resume

    /// <summary>The loss.</summary>
    public required BatchLoss Loss { get; init; }

    /// <summary>The header texts of checkpoints, equal wherever one may be continued.</summary>
    public required IReadOnlyDictionary<string, string> Identity { get; init; }

    /// <summary>Who receives the metrics; they stay the caller's.</summary>
    public IReadOnlyList<IRunTracker> Trackers { get; init; } = [];

    /// <summary>A checkpoint to continue from, of ours or of the reference (<c>.pt</c>).</summary>
    public string? ResumeFrom { get; init; }

    /// <summary>Epochs that a run of the reference has behind it, after which its weights go on along a cosine; null
    /// elsewhere.</summary>
    public int? EpochsBehind { get; init; }

    /// <summary>Receives lines on resuming.</summary>
    public Action<string> Note { get; init; } = _ => { };

    /// <summary>Trains until the options' end; afterwards the module has the best weights.</summary>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    public TrainingResult Run(CancellationToken cancel)
    {
        Trainer<MotionBatch>? made = null;
        using var trainer = made = new Trainer<MotionBatch>(
            module, data.Training, batch => Loss(batch, made!.Streams[Draws]), Options())
        {
            Validate = Validate,
            Trackers = Trackers,
            CheckpointFolder = folder,
            Identity = Identity,
        };
        if (ResumeFrom is { } path)
        {
            Continue(trainer, path);
        }

        trainer.Streams.TryAdd(Draws, new RandomStream((ulong)options.Seed, Draws)); // a checkpoint of ours has it
        TrainingResult result = trainer.Run(cancel);
        string best = CheckpointFiles.PathOf(folder, CheckpointFiles.Best);
        if (result.Reason != StopReason.Cancelled && File.Exists(best))
        {
            Weights.Load(module, best);
        }

        module.eval();
        return result;
    }

    /// <summary>The mean of each term over the validation clips, with the same draws every time.</summary>
    public IReadOnlyDictionary<string, double> Validate()
    {
        var random = new RandomStream((ulong)options.Seed, "validation");
        var sums = new Dictionary<string, double>();
        int clips = 0;
        foreach (MotionBatch batch in data.Validation.Epoch(0))
        {
            using DisposeScope scope = NewDisposeScope();
            int size = batch.Size;
            LossTerms terms = Loss(batch, random);
            foreach ((string name, Tensor term) in terms.Parts.Append(new("total", terms.Total)).DistinctBy(x => x.Key))
            {
                sums[name] = sums.GetValueOrDefault(name) + (size * term.ToDouble());
            }

            clips += size;
            batch.Dispose();
        }

        return sums.ToDictionary(entry => entry.Key, entry => entry.Value / clips);
    }

    private void Continue(Trainer<MotionBatch> trainer, string path)
    {
        Note($"Resuming from checkpoint: {path}");
        if (Path.GetExtension(path) == ".safetensors")
        {
            trainer.Resume(path);
        }
        else
        {
            foreach (string warning in trainer.ResumePytorch(path))
            {
                Note($"  warning: {warning}");
            }
        }

        TrainerState state = trainer.State;
        Note($"  epoch {state.Epoch + 1}, update {state.Step}; {state.Batch} of {data.Training.BatchesPerEpoch} "
            + "batches of the epoch are done");
        Note(state.Best is { } best ? $"  best validation loss so far: {best:g6}" : "  no validation so far");
    }

    private TrainerOptions Options()
    {
        int epochs = Math.Max(1, options.Epochs - (EpochsBehind ?? 0));
        long updates = Math.Min((long)data.Training.BatchesPerEpoch * epochs, options.Updates ?? long.MaxValue);
        return new TrainerOptions
        {
            Epochs = epochs,
            Steps = options.Updates,
            Seed = options.Seed,
            Optimizer = new DescentOptions
            {
                Kind = OptimizerKind.AdamW,
                LearningRate = options.Lr,
                WeightDecay = options.WeightDecay,
            },
            Schedule = EpochsBehind is not null
                ? new ScheduleOptions { Kind = ScheduleKind.Cosine, Length = updates, MinRate = LeastRate }
                : new ScheduleOptions
                {
                    Kind = ScheduleKind.OneCycle,
                    Length = updates,
                    OneCycle = new OneCycleOptions
                    {
                        WarmShare = Math.Min((double)options.WarmupSteps / updates, 0.3),
                    },
                },
            ClipNorm = options.GradClip,
            EarlyStopping = options.Patience > 0 ? new EarlyStoppingOptions { Patience = options.Patience } : null,
            CheckpointEveryEpochs = options.SaveEvery,
            KeepLast = 3,
        };
    }
}
