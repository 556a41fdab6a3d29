using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Rollout.Tests;

public sealed class PytorchResumeTests
{
    private const string NoStreams = "The file has no random states: they begin at the seed 42.";

    private static readonly TrainerOptions Options = new()
    {
        Epochs = 2,
        ClipNorm = 1,
        Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 1e-2, WeightDecay = 0.01 },
        Schedule = new() { Kind = ScheduleKind.Cosine, WarmUp = 4, WarmUpStart = 0.1, Length = 10 },
    };

    // The same operations in the same order on the same libtorch, but for the rounding of PyTorch's optimiser.
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("step_10.pt", 1, 3, 10)]
    [InlineData("old/step_10.pt", 1, 3, 10)]
    [InlineData("old/epoch_1.pt", 1, 0, 7)]
    public void ResumePytorch_EndsWithTheWeightsOfPytorch(string name, int epoch, int batch, long step)
    {
        using var model = new Operator();
        using var batches = new Sines();
        using var trainer = New(model, batches, Options);
        trainer.ResumePytorch(PathOf(name));
        Assert.Equal((epoch, batch, step), (trainer.State.Epoch, trainer.State.Batch, trainer.State.Step));

        Assert.Equal(14, trainer.Run().State.Step);
        foreach ((string key, var expected) in PytorchFile.ReadStateDict(PathOf("final.pt")))
        {
            var found = model.state_dict()[key];
            Assert.True(
                (found.to(ScalarType.Float64) - expected.to(ScalarType.Float64)).abs().max().item<double>() < Tolerance,
                key);
        }
    }

    [Fact]
    public void ResumePytorch_OfACompleteFile_TakesHistoryBestAndProjector()
    {
        using var agent = new Agent();
        using var batches = new Sines();
        using var trainer = New(agent, batches, Options);
        var warnings = trainer.ResumePytorch(PathOf("step_10.pt"), "operator.", "projector.");
        Assert.Equal(
            [
                "The file has no optimiser state for 4 parameters (projector.net.0.weight, projector.net.0.bias, "
                + "projector.net.2.weight, …): theirs begins anew.",
                NoStreams,
            ],
            warnings);
        Assert.Equal((0.5, 0, 0), (trainer.State.Best, trainer.State.BestEpoch, trainer.State.BadValidations));
        var ended = Assert.Single(trainer.State.History);
        Assert.Equal(0.5, ended.Validation["total"]);
        Assert.InRange(ended.Training["total"], 0.1, 5);

        using var file = PytorchCheckpoint.Read(PathOf("step_10.pt"));
        Assert.Equal(
            file.Alignment!["latent_projector.net.2.weight"].data<float>().ToArray(),
            agent.state_dict()["projector.net.2.weight"].data<float>().ToArray());
        Assert.Equal(("16", "256"), (file.Config["modes"], file.Arguments["timesteps"]));
    }

    public static TheoryData<string, string[]> OldFiles => new()
    {
        {
            "old/step_10.pt",
            [
                "The file has no 'history': it begins empty.",
                "The file has no 'best_val_loss': the next validation is the best.",
                "The file has no 'global_step': 10 batches are inferred from its name.",
                "The file has no 'scheduler_state_dict': the schedule is set to step 10.",
                "The file has no 'alignment_state': the weights under 'projector.' begin anew, so the latent loss does "
                + "not continue the earlier one.",
                "The file has no optimiser state for 4 parameters (projector.net.0.weight, projector.net.0.bias, "
                + "projector.net.2.weight, …): theirs begins anew.",
                NoStreams,
            ]
        },
        {
            "old/best_model.pt",
            [
                "The file has no 'history': it begins empty.",
                "The file has no 'best_val_loss': the next validation is the best.",
                "The file has no 'global_step': 7 batches are inferred from the end of its epoch 0.",
                "The file has no 'scheduler_state_dict': the schedule is set to step 7.",
                "The file has no 'alignment_state': the weights under 'projector.' begin anew, so the latent loss does "
                + "not continue the earlier one.",
                "The file has no 'optimizer_state_dict': the optimiser begins anew.",
                NoStreams,
            ]
        },
    };

    [Theory]
    [MemberData(nameof(OldFiles))]
    public void ResumePytorch_OfAnOldFile_SaysWhatIsMissingAndAssumed(string name, string[] expected)
    {
        using var agent = new Agent();
        using var batches = new Sines();
        using var trainer = New(agent, batches, Options);
        Assert.Equal(expected, trainer.ResumePytorch(PathOf(name), "operator.", "projector."));
    }

    [Fact]
    public void ResumePytorch_WithOtherDataAndConstants_Warns()
    {
        using var model = new Operator();
        using var batches = new Sines(4);
        using var trainer = New(
            model, batches, Options with { Optimizer = Options.Optimizer with { LearningRate = 3e-4, Beta1 = 0.8 } });
        Assert.Equal(
            [
                "The file is in epoch 1, but its 10 batches are 2 epochs and 2 batches of these data: the position by "
                + "batches is taken.",
                "The 4 tensors of 'alignment_state' are not used.",
                "The file's optimiser has 'initial_lr' 0.01: ours, 0.0003, is used.",
                "The file's optimiser has 'betas' 0.9, 0.999: ours, 0.8, 0.999, are used.",
                NoStreams,
            ],
            trainer.ResumePytorch(PathOf("step_10.pt")));
    }

    [Fact]
    public void ResumePytorch_WithoutAnyPosition_IsRefused()
    {
        string path = PathOf("old/latest.pt");
        RequireRefusal(
            path,
            $"{path}: expected 'global_step', 'epoch' or a name step_N or epoch_N, found none: the position is "
            + "unknown.");
    }

    [Fact]
    public void ResumePytorch_OfLossesWithGaps_TakesTheLeastOfThoseThatAreNumbers()
    {
        using var model = new Operator();
        using var batches = new Sines();
        using var trainer = New(model, batches, Options);
        trainer.ResumePytorch(PathOf("gaps.pt"));
        Assert.Equal((0.5, 2, 1), (trainer.State.Best, trainer.State.BestEpoch, trainer.State.BadValidations));
    }

    [Fact]
    public void ResumePytorch_OfANegativeStep_IsRefused()
    {
        string path = PathOf("negative.pt");
        RequireRefusal(path, $"{path}: expected a 'global_step' from 0, found -7.");
    }

    [Fact]
    public void ResumePytorch_OnASourceWithoutBatches_IsRefused()
    {
        using var model = new Operator();
        using var batches = new Sines(0);
        using var trainer = New(model, batches, Options);
        var error = Assert.Throws<InvalidOperationException>(() => trainer.ResumePytorch(PathOf("step_10.pt")));
        Assert.Equal("Expected a source with at least one batch per epoch, found none.", error.Message);
    }

    [Fact]
    public void ResumePytorch_OfAFileWithoutWeights_IsRefused()
    {
        string path = PathOf("number.pt");
        RequireRefusal(path, $"{path}: expected a dictionary with 'model_state_dict', found another value.");
        path = Fixtures.PathOf("pt", "linear.pt");
        RequireRefusal(
            path, $"{path}: expected a dictionary 'model_state_dict', found 'fc1.weight', 'fc1.bias', 'fc2.weight'.");
    }

    [Fact]
    public void ResumePytorch_OfAnotherOptimiser_IsRefused()
    {
        string path = PathOf("sgd.pt");
        RequireRefusal(
            path, $"{path}: expected 'step' in the optimiser state of 'first.weight', found momentum_buffer.");
        path = PathOf("three_groups.pt");
        RequireRefusal(path, $"{path}: expected one parameter group in 'optimizer_state_dict', found 3.");
    }

    [Fact]
    public void ResumePytorch_OfAProjectorThatTheFileDoesNotHave_IsRefused()
    {
        using var model = new Operator();
        using var batches = new Sines();
        using var trainer = New(model, batches, Options);
        string path = PathOf("step_10.pt");
        var error = Assert.Throws<InvalidDataException>(() => trainer.ResumePytorch(path, "", "second."));
        Assert.Equal(
            $"{path}: expected one tensor 'weight' in 'alignment_state', found 2 among latent_projector.net.0.weight, "
            + "latent_projector.net.0.bias, latent_projector.net.2.weight, latent_projector.net.2.bias.",
            error.Message);
    }

    [Fact]
    public void ResumePytorch_OfGradientDescent_TakesItsMomentum()
    {
        using var model = new Operator();
        using var batches = new Sines();
        using var folder = new TemporaryFolder();
        using var trainer = new Trainer<Tensor>(
            model, batches, batch => Toy.Loss(model, batch),
            Options with { Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 1e-2, Momentum = 0.9 } })
        {
            CheckpointFolder = folder.Path,
        };
        trainer.ResumePytorch(PathOf("sgd.pt"));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var saved = SafetensorsFile.Read(trainer.Run(stop.Token).Checkpoint!);
        using var scope = NewDisposeScope();
        var optimizer = (OrderedDictionary<object, object?>)
            ((OrderedDictionary<object, object?>)PytorchFile.Read(PathOf("sgd.pt"))!)["optimizer_state_dict"]!;
        var last = (OrderedDictionary<object, object?>)((OrderedDictionary<object, object?>)optimizer["state"]!)[5L]!;
        Assert.Equal(
            ((Tensor)last["momentum_buffer"]!).data<float>().ToArray(),
            saved.Tensors["optimizer.second.bias.momentum_buffer"].data<float>().ToArray());
    }

    [Fact]
    public void ResumePytorch_OfAnotherModel_IsRefusedAndChangesNothing()
    {
        using var model = Toy.Network();
        using var batches = new ToyBatches(7);
        using var trainer = new Trainer<Tensor>(model, batches, batch => Toy.Loss(model, batch), Options);
        float[] before = Toy.Bits(model);
        string path = PathOf("step_10.pt");
        var error = Assert.Throws<InvalidDataException>(() => trainer.ResumePytorch(path));
        Assert.Equal(
            $"{path}: expected optimiser state of shape [16, 4] for 'first.weight', found [8, 4].", error.Message);
        Assert.Equal(before, Toy.Bits(model));
        Assert.Equal(0, trainer.State.Step);
    }

    [Fact]
    public void ResumePytorch_OfALargerModel_IsRefused()
    {
        using var model = Linear(4, 8);
        using var batches = new Sines();
        using var trainer = new Trainer<Tensor>(
            model, batches, batch => new LossTerms(model.call(batch).mean(), new Dictionary<string, Tensor>()),
            Options);
        string path = PathOf("step_10.pt");
        var error = Assert.Throws<InvalidDataException>(() => trainer.ResumePytorch(path));
        Assert.Equal($"{path}: expected optimiser state for 0 parameters, found 6.", error.Message);
        path = PathOf("old/best_model.pt");
        error = Assert.Throws<InvalidDataException>(() => trainer.ResumePytorch(path));
        Assert.StartsWith(
            $"{path}: the weights given: not the weights of this Linear: 2 missing (bias, weight); 9 unexpected (",
            error.Message);
    }

    private static void RequireRefusal(string path, string message)
    {
        using var model = new Operator();
        using var batches = new Sines();
        using var trainer = New(model, batches, Options);
        var error = Assert.Throws<InvalidDataException>(() => trainer.ResumePytorch(path));
        Assert.Equal(message, error.Message);
    }

    private static string PathOf(string name) => Fixtures.PathOf("pt-training", name);

    private static Trainer<Tensor> New(Module<Tensor, Tensor> model, Sines batches, TrainerOptions options) =>
        new(model, batches, batch => Toy.Loss(model, batch), options);

    /// <summary>The network of the fixture.</summary>
    private sealed class Operator : Module<Tensor, Tensor>
    {
        private readonly Linear first = Linear(4, 8);
        private readonly BatchNorm1d norm = BatchNorm1d(8);
        private readonly Linear second = Linear(8, 4);

        public Operator()
            : base(nameof(Operator)) => RegisterComponents();

        public override Tensor forward(Tensor input) => second.call(functional.relu(norm.call(first.call(input))));
    }

    private sealed class Projector : Module<Tensor, Tensor>
    {
        private readonly Sequential net = Sequential(Linear(4, 6), ReLU(), Linear(6, 2));

        public Projector()
            : base(nameof(Projector)) => RegisterComponents();

        public override Tensor forward(Tensor input) => net.call(input);
    }

    private sealed class Agent : Module<Tensor, Tensor>
    {
        private readonly Operator @operator = new();
        private readonly Projector projector = new();

        public Agent()
            : base(nameof(Agent)) => RegisterComponents();

        public override Tensor forward(Tensor input) => @operator.call(input) + 0 * projector.call(input).sum();
    }

    /// <summary>The batches of the fixture: sin(1 + 4 i + j + 32 n) for batch n of the run.</summary>
    private sealed class Sines(int count = 7) : IBatchSource<Tensor>
    {
        public int BatchesPerEpoch => count;

        public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0)
        {
            for (int i = firstBatch; i < count; i++)
            {
                int n = epoch * count + i;
                yield return tensor(
                    Enumerable.Range(0, 32).Select(k => (float)Math.Sin(1 + k + 32 * n)).ToArray(), [8, 4]);
            }
        }

        public void Dispose()
        {
        }
    }
}
