using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

public sealed class TrainerTests
{
    private static readonly TrainerOptions Short = new() { Epochs = 2, Optimizer = new() { LearningRate = 0.01 } };

    [Fact]
    public void Run_EqualsAHandWrittenLoopBitForBit()
    {
        using var scope = NewDisposeScope();
        using var trained = Toy.Network();
        using var byHand = Toy.Network();
        using var batches = new ToyBatches(5);
        using (var trainer = Make(trained, batches, Short))
        {
            var result = trainer.Run();
            Assert.Equal((StopReason.Completed, 10), (result.Reason, result.State.Step));
        }

        manual_seed(Short.Seed);
        using var optimizer = optim.Adam(byHand.parameters(), 0.01);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            foreach (var batch in batches.Epoch(epoch))
            {
                byHand.zero_grad();
                Toy.Loss(byHand, batch).Total.backward();
                optimizer.step();
            }
        }

        Assert.Equal(Toy.Bits(byHand), Toy.Bits(trained));
    }

    [Fact]
    public void Run_ClipsOnlyLongGradients()
    {
        using var scope = NewDisposeScope();
        using var model = new Slope();
        using var batches = new Numbers(0.5, 6);
        var options = new TrainerOptions
        {
            Epochs = 1,
            ClipNorm = 2,
            Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 1 },
        };
        using var trainer = new Trainer<Tensor>(model, batches, model.Loss, options);
        trainer.Run();
        Assert.Equal(-0.5 - 6 * (2 / (6 + 1e-6)), model.Value, 1e-15);
    }

    [Fact]
    public void Run_WithAccumulation_TakesTheMeanGradient()
    {
        using var scope = NewDisposeScope();
        using var model = new Slope();
        using var batches = new Numbers(1, 2, 6);
        var options = new TrainerOptions
        {
            Epochs = 1,
            AccumulateBatches = 2,
            Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 1 },
        };
        using var trainer = new Trainer<Tensor>(model, batches, model.Loss, options);
        var state = trainer.Run().State;
        Assert.Equal(-((1 + 2) / 2.0 + 6), model.Value); // the second update has one batch
        Assert.Equal((2, 1), (state.Step, state.Epoch));
    }

    [Fact]
    public void Run_SkipsAndCountsUpdatesThatAreNotFinite()
    {
        using var scope = NewDisposeScope();
        using var model = new Slope();
        using var batches = new Numbers(1, double.NaN, 1);
        var options =
            new TrainerOptions { Epochs = 1, Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 1 } };
        using var trainer = new Trainer<Tensor>(model, batches, model.Loss, options);
        var state = trainer.Run().State;
        Assert.Equal((3, 1), (state.Step, state.Skipped));
        Assert.Equal(-2, model.Value);
    }

    [Fact]
    public void Run_WithTooManyUpdatesThatAreNotFinite_Stops()
    {
        using var scope = NewDisposeScope();
        using var model = new Slope();
        using var batches = new Numbers(1, double.NaN, double.PositiveInfinity);
        using var trainer = new Trainer<Tensor>(model, batches, model.Loss, new TrainerOptions { Epochs = 1 });
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Run());
        Assert.Equal(
            "Expected at most 5 % of the updates to be skipped for a loss or gradient that is not finite, "
            + "found 2 of 3. "
            + "A lower learning rate or clipping is the usual remedy.", error.Message);
    }

    [Fact]
    public void Run_OfAnObjectiveWithoutGradient_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var model = new Slope();
        using var batches = new Numbers(1);
        using var trainer = new Trainer<Tensor>(
            model, batches, batch => new LossTerms(batch.sum(), new Dictionary<string, Tensor>()),
            new TrainerOptions { Epochs = 1 });
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Run());
        Assert.Equal("Expected an objective that depends on parameters of Slope, found no gradient.", error.Message);
    }

    [Fact]
    public void Options_WithoutAnEnd_AreRefused()
    {
        using var model = Toy.Network();
        using var batches = new ToyBatches(1);
        var error = Assert.Throws<ArgumentException>(() => Make(model, batches, new TrainerOptions()));
        Assert.Equal("Expected a number of epochs or of steps, got neither. (Parameter 'options')", error.Message);
    }

    [Fact]
    public void EarlyStopping_EndsAfterPatienceValidationsWithoutImprovement()
    {
        using var model = Toy.Network();
        using var batches = new ToyBatches(1);
        double[] values = [3, 2, 2.5, 1.95, 9, 9];
        int calls = 0;
        using var trainer = new Trainer<Tensor>(
            model, batches, batch => Toy.Loss(model, batch),
            Short with { Epochs = 50, EarlyStopping = new() { Patience = 2, MinDelta = 0.1 } })
        {
            Validate = () => new Dictionary<string, double> { ["total"] = values[calls++] },
        };
        var result = trainer.Run();
        Assert.Equal((StopReason.EarlyStopped, 4, 1.95, 3), (
            result.Reason, result.State.Epoch, result.State.Best, result.State.BestEpoch));
    }

    [Fact]
    public void Validation_WithoutTheMonitoredMetric_IsRefused()
    {
        using var model = Toy.Network();
        using var batches = new ToyBatches(1);
        using var trainer =
            new Trainer<Tensor>(model, batches, batch => Toy.Loss(model, batch), Short with { Monitor = "vrmse" })
            {
                Validate = () => new Dictionary<string, double> { ["mse"] = 1, ["ssim"] = 0.5 },
            };
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Run());
        Assert.Equal("Expected the monitored metric 'vrmse' among those of the epoch, found mse, ssim.", error.Message);
    }

    [Fact]
    public void Validation_SeesAveragedWeightsInEvaluationModeAndDrawsNothingFromTheRun()
    {
        using var scope = NewDisposeScope();
        using var with = Toy.Network();
        using var without = Toy.Network();
        using var batches = new ToyBatches(3);
        float[]? seen = null;
        using var trainer =
            new Trainer<Tensor>(with, batches, batch => Toy.Loss(with, batch), Short with { EmaDecay = 0.9 })
            {
                Validate = () =>
                {
                    Assert.False(with.training);
                    Assert.False(is_grad_enabled());
                    rand(100);
                    seen = Toy.Bits(with);
                    return new Dictionary<string, double> { ["total"] = 1 };
                },
            };
        trainer.Run();
        using var plain = Make(without, batches, Short);
        plain.Run();
        Assert.Equal(Toy.Bits(without), Toy.Bits(with));
        Assert.NotEqual(Toy.Bits(with), seen);
    }

    [Fact]
    public void Plateau_LowersTheRate()
    {
        using var model = Toy.Network();
        using var batches = new ToyBatches(2);
        var options = Short with
        {
            Epochs = 4,
            Schedule = new() { Kind = ScheduleKind.Plateau, Plateau = new() { Patience = 0, Factor = 0.1 } },
        };
        using var trainer = new Trainer<Tensor>(model, batches, batch => Toy.Loss(model, batch), options)
        {
            Validate = () => new Dictionary<string, double> { ["total"] = 1 },
        };
        Assert.Equal([1e-2, 1e-2, 1e-3, 1e-4], trainer.Run().State.History.Select(epoch => epoch.LearningRate), Near);
    }

    [Fact]
    public void Run_KeepsTensorsAndMemoryFlat()
    {
        using var model = Toy.Network();
        using var batches = new ToyBatches(1050);
        long tensors = 0, memory = 0;
        int step = 0;
        using var trainer = new Trainer<Tensor>(
            model, batches,
            batch =>
            {
                if (++step is 50 or 1050)
                {
                    (long t, long m) = (LiveTensors.Settled(), Environment.WorkingSet);
                    (tensors, memory) = step == 50 ? (t, m) : (t - tensors, m - memory);
                }

                return Toy.Loss(model, batch);
            },
            new TrainerOptions { Steps = 1050, ClipNorm = 1, EmaDecay = 0.99 });
        trainer.Run();
        Assert.Equal(0, tensors);
        Assert.InRange(memory, long.MinValue, 32 << 20); // the managed heap breathes by some megabytes
    }

    private static Trainer<Tensor> Make(ToyNetwork model, ToyBatches batches, TrainerOptions options) =>
        new(model, batches, batch => Toy.Loss(model, batch), options);

    private static bool Near(double expected, double found) => Math.Abs(expected - found) < 1e-12;

    /// <summary>L = w x, whose gradient is the batch.</summary>
    private sealed class Slope : nn.Module
    {
        private readonly Parameter w = new(zeros(1, ScalarType.Float64));

        public Slope()
            : base(nameof(Slope)) => RegisterComponents();

        public double Value => w.item<double>();

        public LossTerms Loss(Tensor batch) => new((w * batch).sum(), new Dictionary<string, Tensor>());
    }

    private sealed class Numbers(params double[] values) : IBatchSource<Tensor>
    {
        public int BatchesPerEpoch => values.Length;

        public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0) =>
            values.Skip(firstBatch).Select(value => tensor(value));

        public void Dispose()
        {
        }
    }
}
