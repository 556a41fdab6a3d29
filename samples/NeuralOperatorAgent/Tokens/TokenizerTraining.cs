using NeuralOps.Core;
using NeuralOps.Models;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>Trains a tokenizer on a dataset's features: finds categories, sizes their codebooks, starts these at means
/// of latents and resets dead codes.</summary>
/// <param name="options">Network and schedule.</param>
/// <param name="table">The features.</param>
/// <param name="folder">The run's folder.</param>
internal sealed class TokenizerTraining(TokenizerOptions options, FeatureTable table, string folder)
{
    private const string Rows = "rows";
    private const string Use = "use/";

    /// <summary>Who receives the metrics; they stay the caller's.</summary>
    public IReadOnlyList<IRunTracker> Trackers { get; init; } = [];

    /// <summary>The checkpoint to continue; null starts anew.</summary>
    public string? Resume { get; init; }

    /// <summary>Trains until the options' end and leaves the tokenizer with the best validation in the folder.
    /// </summary>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    public TrainingResult Run(CancellationToken cancel)
    {
        manual_seed(options.Seed);
        using var network = new CategoricalVqVae(Layout(table));
        Fit(network, table.Training, new RandomStream((ulong)options.Seed, "means"));
        var loss = new CategoricalVqLoss(options.Loss);
        var batches = new FeatureBatches(table.Training, options.BatchSize, options.Seed);
        string checkpoints = Path.Combine(folder, "checkpoints");
        Trainer<Tensor>? made = null;
        using var trainer = made = new Trainer<Tensor>(network, batches, Objective, Options(batches.BatchesPerEpoch))
        {
            Validate = () => Measure(network, table),
            Trackers = Trackers,
            CheckpointFolder = checkpoints,
            Identity = new Dictionary<string, string>
            {
                ["network"] = OptionsJson.Serialize(network.Options),
                ["run"] = OptionsJson.Serialize(options with { SaveEvery = 50, EarlyStopPatience = 0 }),
            },
        };
        trainer.Streams[Rows] = new RandomStream((ulong)options.Seed, "tokens");
        if (Resume is not null)
        {
            trainer.Resume(Resume);
        }

        TrainingResult result = trainer.Run(cancel);
        if (result.Reason != StopReason.Cancelled)
        {
            Weights.Load(network, CheckpointFiles.PathOf(checkpoints, CheckpointFiles.Best));
            using var tokenizer = new TrajectoryTokenizer(
                table.Extractor, new FeatureEncoderOptions(), network, table.Timesteps);
            tokenizer.Save(Path.Combine(folder, TrajectoryTokenizer.FileName));
        }

        return result;

        LossTerms Objective(Tensor features)
        {
            if (made!.State is { Batch: 0, Epoch: > 0 } state)
            {
                Renew(network, table.Training, state, made.Streams[Rows]);
            }

            LossTerms terms = loss.Of(network, network.call(features), features, made.Streams[Rows]);
            return terms with { Total = terms.Total.add(terms.Parts["vq"], alpha: options.VqWeight - 1) };
        }
    }

    private void Renew(CategoricalVqVae network, Tensor features, TrainerState state, RandomStream random)
    {
        if (options.RefitEvery > 0 && state.Epoch % options.RefitEvery == 0 && 4 * state.Epoch <= 3 * options.Epochs)
        {
            Fit(network, features, random);
        }
        else if (options.ResetDeadCodes && PercentileOf(state, network) is { } percentile)
        {
            network.ResetDeadCodes(features, random, percentile);
        }
    }

    /// <summary>Folds the rule over the epochs so far, so that a resumed run decides as an uninterrupted one.</summary>
    private static double? PercentileOf(TrainerState state, CategoricalVqVae network)
    {
        var memory = new DeadCodeState();
        double? percentile = null;
        double best = double.PositiveInfinity;
        int stalled = 0;
        foreach (EpochRecord record in state.History.Where(record => record.Validation.Count > 0))
        {
            double loss = record.Validation["total"];
            stalled = loss < best ? 0 : stalled + 1;
            best = Math.Min(best, loss);
            (percentile, memory) = DeadCodeRule.Next(
                memory, record.Epoch, record.Validation["utilization"], loss, stalled,
                [.. network.Options.Categories.Select(category =>
                    (record.Validation[Use + category.Name], category.Indices.Count))]);
        }

        return percentile;
    }

    private static Dictionary<string, double> Measure(CategoricalVqVae network, FeatureTable table)
    {
        using DisposeScope scope = NewDisposeScope();
        CategoricalVqMetrics training = CategoricalVqMetrics.Of(network, table.Training);
        CategoricalVqMetrics heldOut = CategoricalVqMetrics.Of(network, table.HeldOut);
        Tensor output = network.call(table.HeldOut).Reconstruction;
        var values = new Dictionary<string, double>
        {
            ["total"] = (output - table.HeldOut).square().mean().ToDouble(),
            ["quality"] = heldOut.Quality,
            ["utilization"] = training.Utilization,
            ["topology_pre"] = training.TopologyPre,
            ["topology_post"] = training.TopologyPost,
        };
        foreach (CategoryFit category in training.Categories)
        {
            values[Use + category.Name] = category.Utilization;
        }

        return values;
    }

    private CategoricalVqOptions Layout(FeatureTable table) => new()
    {
        InputDim = table.Extractor.Width,
        CommitmentCost = options.CommitmentCost,
        Decay = options.Decay,
        Dropout = options.Dropout,
        Categories =
        [
            .. CategoryDiscovery.Of(table.Training, table.Extractor.Names, options.Categories).Select(entry =>
                new VqCategory { Name = entry.Key, Indices = entry.Value, Levels = Levels(table, entry.Value) }),
        ],
    };

    private IReadOnlyList<VqLevel> Levels(FeatureTable table, IReadOnlyList<int> columns)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor features = table.Training.index_select(1, tensor(columns.Select(i => (long)i).ToArray()));
        return VqLevelSizes.Of(columns.Count, AdaptiveRatios.Of(features), options.UniformCodebookInit);
    }

    // Too few samples leave the codebooks where they are.
    private static void Fit(CategoricalVqVae network, Tensor features, RandomStream random)
    {
        if (network.Levels.Max(level => level.NumTokens) <= features.size(0))
        {
            network.eval(); // the latents that will be asked for are those without dropout
            network.StartAtMeans(features, random);
            network.train();
        }
    }

    private TrainerOptions Options(int batchesPerEpoch) => new()
    {
        Epochs = options.Epochs,
        Seed = options.Seed,
        Optimizer = new DescentOptions { Kind = OptimizerKind.Adam, LearningRate = options.Lr },
        Schedule = new ScheduleOptions
        {
            Kind = ScheduleKind.Cosine,
            Length = (long)batchesPerEpoch * options.Epochs,
        },
        ClipNorm = 1,
        EarlyStopping = options.EarlyStopPatience > 0
            ? new EarlyStoppingOptions { Patience = options.EarlyStopPatience }
            : null,
        CheckpointEveryEpochs = options.SaveEvery,
        KeepLast = 2,
        LogEverySteps = batchesPerEpoch,
    };
}
