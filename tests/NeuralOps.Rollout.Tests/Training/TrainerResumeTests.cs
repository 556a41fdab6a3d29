using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

public sealed class TrainerResumeTests
{
    private const int Batches = 7;

    public static TheoryData<OptimizerKind, int> Kills => new()
    {
        { OptimizerKind.Adam, 4 }, { OptimizerKind.AdamW, 9 }, { OptimizerKind.Sgd, 7 }, { OptimizerKind.Sgd, 13 },
    };

    [Theory]
    [MemberData(nameof(Kills))]
    public void Resume_AfterAKill_GivesTheWeightsOfAnUninterruptedRunBitForBit(OptimizerKind kind, int killedAt)
    {
        using var folder = new TemporaryFolder();
        var options = Options(kind);
        using var whole = Toy.Network();
        TrainerState expected = Run(whole, options, folder["whole"]).State;

        using (var killed = Toy.Network())
        {
            Assert.Throws<OperationCanceledException>(() => Run(killed, options, folder["cut"], killedAt));
        }

        manual_seed(999);
        using var resumed = Toy.Network(); // fresh weights; the checkpoint brings everything
        TrainerState found = Run(resumed, options, folder["cut"], resume: true).State;
        Assert.Equal(Toy.Bits(whole), Toy.Bits(resumed));
        Assert.Equal(OptionsJson.Serialize(expected), OptionsJson.Serialize(found));
    }

    [Fact]
    public void Cancel_LeavesACheckpointThatContinuesExactly()
    {
        using var folder = new TemporaryFolder();
        var options = Options(OptimizerKind.Adam) with { CheckpointEverySteps = 0, CheckpointEveryEpochs = 0 };
        using var whole = Toy.Network();
        Run(whole, options, folder["whole"]);

        using var source = new CancellationTokenSource();
        using (var cut = Toy.Network())
        {
            var result = Run(cut, options, folder["cut"], cancelAt: 5, cancel: source);
            Assert.Equal(StopReason.Cancelled, result.Reason);
            Assert.Equal(CheckpointFiles.PathOf(folder["cut"], "step-5"), result.Checkpoint);
        }

        using var resumed = Toy.Network();
        Run(resumed, options, folder["cut"], resume: true);
        Assert.Equal(Toy.Bits(whole), Toy.Bits(resumed));
    }

    [Fact]
    public void LongerRun_ContinuesAsIfTheShorterHadNotValidatedAtItsEnd()
    {
        using var folder = new TemporaryFolder();
        var options = new TrainerOptions
        {
            Epochs = 6,
            ValidateEveryEpochs = 2,
            Optimizer = new() { LearningRate = 1e-2 },
            Schedule = new() { Kind = ScheduleKind.Plateau, Plateau = new() { Patience = 0, Factor = 0.1 } },
        };
        using var whole = Toy.Network();
        using var resumed = Toy.Network();

        TrainerState expected = Train(whole, options, "whole", false);
        Train(resumed, options with { Epochs = 3 }, "cut", false);
        TrainerState found = Train(resumed, options, "cut", true);

        Assert.Equal(Toy.Bits(whole), Toy.Bits(resumed));
        Assert.Equal((expected.Plateau, expected.BadValidations), (found.Plateau, found.BadValidations));

        TrainerState Train(ToyNetwork model, TrainerOptions options, string name, bool resume)
        {
            using var batches = new ToyBatches(2);
            using var trainer = new Trainer<Tensor>(model, batches, batch => Toy.Loss(model, batch), options)
            {
                CheckpointFolder = folder[name],
                Validate = () => new Dictionary<string, double> { ["total"] = 1 },
            };
            if (resume)
            {
                trainer.Resume(CheckpointFiles.Latest(folder[name])!);
            }

            return trainer.Run().State;
        }
    }

    [Fact]
    public void FullDisk_DuringACheckpoint_LosesNothing()
    {
        using var folder = new TemporaryFolder();
        var options = Options(OptimizerKind.Adam) with { KeepLast = 1 };
        using var whole = Toy.Network();
        Run(whole, options, folder["whole"]);

        using (var cut = Toy.Network())
        {
            var error = Assert.Throws<IOException>(() => Run(cut, options, folder["cut"], write: FailingAfter(4)));
            Assert.Equal("No space left on device", error.Message);
        }

        Assert.DoesNotContain(
            Directory.EnumerateFiles(folder["cut"]), path => path.EndsWith(".partial", StringComparison.Ordinal));
        using var resumed = Toy.Network();
        Run(resumed, options, folder["cut"], resume: true);
        Assert.Equal(Toy.Bits(whole), Toy.Bits(resumed));
    }

    [Fact]
    public void KeepLast_PrunesOldCheckpointsButNotTheBest()
    {
        using var folder = new TemporaryFolder();
        using var model = Toy.Network();
        Run(model, Options(OptimizerKind.Adam) with { KeepLast = 2 }, folder["run"]);
        var files = Directory.EnumerateFiles(folder["run"]).Select(path => Path.GetFileName(path));
        string[] names = [.. files.Order(StringComparer.Ordinal)];
        Assert.Equal(["best.safetensors", "epoch-3.safetensors", "step-20.safetensors"], names);
    }

    [Fact]
    public void KeepLast_OfARunThatWentBack_KeepsWhatItWroteLast()
    {
        using var folder = new TemporaryFolder();
        using var model = Toy.Network();
        var options = Options(OptimizerKind.Adam);
        Run(model, options with { KeepLast = 0 }, folder["run"]); // up to epoch-3, of step 21
        using var trainer = Make(model, options with { KeepLast = 1, Steps = 5 }, folder["run"]);
        trainer.Resume(CheckpointFiles.PathOf(folder["run"], "step-4"));
        string written = trainer.Run().Checkpoint!;
        Assert.Equal(CheckpointFiles.PathOf(folder["run"], "step-5"), written);
        Assert.True(File.Exists(written));
    }

    [Fact]
    public void Resume_WithOtherOptions_NamesTheDifference()
    {
        using var folder = new TemporaryFolder();
        var options = Options(OptimizerKind.Adam);
        using var model = Toy.Network();
        Run(model, options, folder["run"]);
        string path = CheckpointFiles.Latest(folder["run"])!;
        using var trainer =
            Make(model, options with { Optimizer = options.Optimizer with { LearningRate = 0.5 }, Epochs = 9 }, null);
        var error = Assert.Throws<InvalidDataException>(() => trainer.Resume(path));
        Assert.Equal(
            $"{path}: not a checkpoint of this run: 'trainer.optimizer.learning_rate' expected 0.5, found 0.01.",
            error.Message);
    }

    [Fact]
    public void Resume_OfAnotherModel_NamesTheDifference()
    {
        using var folder = new TemporaryFolder();
        using var model = Toy.Network();
        Run(model, Options(OptimizerKind.Sgd), folder["run"]);
        string path = CheckpointFiles.Latest(folder["run"])!;
        using var wide = Toy.Network(width: 17);
        using var batches = new ToyBatches(Batches);
        using var trainer =
            new Trainer<Tensor>(wide, batches, batch => Toy.Loss(wide, batch), Options(OptimizerKind.Sgd))
            {
                Identity = new Dictionary<string, string> { ["model"] = """{"kind":"toy","width":17}""" },
            };
        float[] before = Toy.Bits(wide);
        var error = Assert.Throws<InvalidDataException>(() => trainer.Resume(path));
        Assert.Equal(
            $"{path}: not a checkpoint of this run: 'model.width' expected 17, found 16.", error.Message);
        Assert.Equal(before, Toy.Bits(wide));
    }

    [Fact]
    public void Resume_WithOtherTensors_NamesThem()
    {
        using var folder = new TemporaryFolder();
        using var model = Toy.Network();
        Run(model, Options(OptimizerKind.Sgd), folder["run"]);
        string path = CheckpointFiles.Latest(folder["run"])!;
        using var wide = Toy.Network(width: 17);
        using var trainer = Make(wide, Options(OptimizerKind.Sgd), null);
        var error = Assert.Throws<InvalidDataException>(() => trainer.Resume(path));
        Assert.StartsWith(
            $"{path}: not a checkpoint of this run: 'model.first.weight' expected Float32 [17, 4], "
            + "found Float32 [16, 4]; 'model.first.bias' expected Float32 [17], found Float32 [16]; ", error.Message);
    }

    [Fact]
    public void Resume_FromBareWeights_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var model = Toy.Network();
        Weights.Save(model, folder["weights.safetensors"]);
        using var trainer = Make(model, Options(OptimizerKind.Sgd), null);
        var error = Assert.Throws<InvalidDataException>(() => trainer.Resume(folder["weights.safetensors"]));
        Assert.Equal(
            $"{folder["weights.safetensors"]}: expected a checkpoint of format 'neuralops-checkpoint-1', "
            + "found weights without a format.",
            error.Message);
    }

    [Fact]
    public void Checkpoint_IsReadAsWeights()
    {
        using var folder = new TemporaryFolder();
        using var model = Toy.Network();
        Run(model, Options(OptimizerKind.Adam), folder["run"]);
        using var other = Toy.Network();
        Weights.Load(other, CheckpointFiles.Latest(folder["run"])!);
        Assert.Equal(Toy.Bits(model), Toy.Bits(other));
    }

    private static TrainerOptions Options(OptimizerKind kind) => new()
    {
        Epochs = 3,
        Optimizer = new() { Kind = kind, LearningRate = 0.01, Momentum = 0.9, WeightDecay = 1e-3 },
        Schedule = new() { Kind = ScheduleKind.Plateau, WarmUp = 3, Plateau = new() { Patience = 0 } },
        ClipNorm = 0.5,
        EmaDecay = 0.9,
        CheckpointEverySteps = 2,
    };

    private static Trainer<Tensor> Make(
        ToyNetwork model, TrainerOptions options, string? folder, int killedAt = -1, int cancelAt = -1,
        CancellationTokenSource? cancel = null,
        Action<string, IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, string>>? write = null)
    {
        Trainer<Tensor> trainer = null!;
        trainer = new Trainer<Tensor>(
            model, new ToyBatches(Batches),
            batch =>
            {
                if (trainer.State.Step == killedAt)
                {
                    throw new OperationCanceledException("killed");
                }

                if (trainer.State.Step == cancelAt - 1)
                {
                    cancel!.Cancel();
                }

                using var noise = tensor((float)trainer.Streams["noise"].NextNormal() * 0.1f);
                return Toy.Loss(model, batch + noise);
            },
            options)
        {
            CheckpointFolder = folder,
            Identity = new Dictionary<string, string> { ["model"] = """{"kind":"toy","width":16}""" },
            WriteFile = write ?? SafetensorsFile.Write,
        };
        trainer.Streams.Add("noise", new RandomStream(1, "noise"));
        return trainer;
    }

    private static TrainingResult Run(
        ToyNetwork model, TrainerOptions options, string folder, int killedAt = -1,
        bool resume = false, int cancelAt = -1,
        CancellationTokenSource? cancel = null,
        Action<string, IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, string>>? write = null)
    {
        using var trainer = Make(model, options, folder, killedAt, cancelAt, cancel, write);
        if (resume)
        {
            trainer.Resume(CheckpointFiles.Latest(folder)!);
        }

        return trainer.Run(cancel?.Token ?? CancellationToken.None);
    }

    private static Action<string, IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, string>>
        FailingAfter(int writes)
    {
        int count = 0;
        return (path, tensors, metadata) =>
        {
            if (count++ < writes)
            {
                SafetensorsFile.Write(path, tensors, metadata);
                return;
            }

            // Half of the header reaches the file beside, then the disk is full.
            AtomicFile.Write(path, stream =>
            {
                stream.Write(new byte[100]);
                throw new IOException("No space left on device");
            });
        };
    }
}
