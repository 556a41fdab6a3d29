using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

public sealed class StreamingTests
{
    public static TheoryData<int, int, double> Horizons => new()
    {
        { 1, 1, 1 }, { 6, 2, 1 }, { 7, 3, 1 }, { 7, 3, 1.3 }, { 7, 9, 0.8 }, { 4, 1, 1.1 },
    };

    [Theory]
    [MemberData(nameof(Horizons))]
    public void AllWindows_HaveTogetherTheGradientOfTheLoopByHand(int horizon, int window, double decay)
    {
        using var scope = NewDisposeScope();
        var (start, truth) = ByHand.Problem(horizon);
        var options = RolloutOptions.Streaming(horizon, window) with { WeightDecay = decay };
        double[] powers = [.. Enumerable.Range(0, horizon).Select(k => Math.Pow(decay, k))];
        double[] weights = [.. powers.Select(power => power / powers.Sum())];
        int[] cuts = [.. Enumerable.Range(0, horizon).Where(k => (k + 1) % window == 0)];

        using var expected = DoubleStepper.New();
        manual_seed(9);
        var total = ByHand.Loss(expected, start, truth, weights, [], cuts);
        total.backward();

        using var found = DoubleStepper.New();
        using var carry = new RolloutCarry();
        manual_seed(9);
        var sum = zeros([], ScalarType.Float64);
        using var source = new WindowedBatches<int>(new Counted(1), options);
        foreach (var item in source.Epoch(0))
        {
            var terms = carry.Evaluate(
                item.Window, (state, t) => found.call(state), start,
                (prediction, previous, k) => new LossTerms(
                    ByHand.StepLoss(prediction, previous, truth[k + 1]), new Dictionary<string, Tensor>()),
                options);
            (terms.Total / item.Window.Count).backward(); // the mean over the windows, as accumulation takes it
            sum += terms.Total / item.Window.Count;
        }

        Assert.Equal(total.item<double>(), sum.item<double>(), 1e-12);
        ByHand.RequireEqual(ByHand.Gradients(expected), ByHand.Gradients(found));
    }

    [Fact]
    public void AllWindows_OfALossOfTheirStates_AddUpToTheMeanOverTheHorizon()
    {
        using var scope = NewDisposeScope();
        var (start, truth) = ByHand.Problem(7);
        using var expected = DoubleStepper.New();
        manual_seed(9);
        var states = new List<Tensor> { start };
        for (int k = 0; k < 7; k++)
        {
            states.Add(expected.call(k % 3 == 0 ? states[^1].detach() : states[^1]));
        }

        (stack(states[1..], 0) - truth[1..]).square().mean().backward();

        using var found = DoubleStepper.New();
        using var carry = new RolloutCarry();
        var options = RolloutOptions.Streaming(7, 3);
        manual_seed(9);
        foreach (var window in HorizonWindow.Of(7, 3))
        {
            var terms = carry.Evaluate(
                window, (state, t) => found.call(state), start,
                (states, first) => new LossTerms(
                    (states[.., 1..] - truth.narrow(0, first + 1, states.size(1) - 1).transpose(0, 1)).square().mean(),
                    new Dictionary<string, Tensor>()),
                options);
            (terms.Total / 3).backward();
        }

        ByHand.RequireEqual(ByHand.Gradients(expected), ByHand.Gradients(found));
    }

    [Fact]
    public void Trainer_UpdatesAtEveryWindow_FromWhereTheWindowBeforeEnded()
    {
        using var scope = NewDisposeScope();
        var (start, truth) = ByHand.Problem(5);
        using var expected = DoubleStepper.New();
        manual_seed(TrainerDefaults.Seed);
        using (var optimizer = optim.SGD(expected.parameters(), 0.1))
        {
            Tensor state = start;
            foreach ((int first, int count) in ((int, int)[])[(0, 2), (2, 2), (4, 1)])
            {
                optimizer.zero_grad();
                Tensor loss = zeros([], ScalarType.Float64);
                for (int k = first; k < first + count; k++)
                {
                    Tensor next = expected.call(state);
                    loss += ByHand.StepLoss(next, state, truth[k + 1]) * (3 / 5.0);
                    state = next;
                }

                loss.backward();
                optimizer.step();
                state = state.detach();
            }
        }

        using var found = DoubleStepper.New();
        var result = Train(found, start, truth, RolloutOptions.Streaming(5, 2), TrainerDefaults);
        Assert.Equal((3, 1), (result.State.Step, result.State.Epoch));
        RequireSameWeights(expected, found);
    }

    [Fact]
    public void Trainer_AccumulatingAllWindows_UpdatesOnceWithTheGradientOfTheHorizon()
    {
        using var scope = NewDisposeScope();
        var (start, truth) = ByHand.Problem(5);
        using var expected = DoubleStepper.New();
        manual_seed(TrainerDefaults.Seed);
        using (var optimizer = optim.SGD(expected.parameters(), 0.1))
        {
            ByHand.Loss(expected, start, truth, [.2, .2, .2, .2, .2], [], [1, 3]).backward();
            optimizer.step();
        }

        using var found = DoubleStepper.New();
        var result = Train(
            found, start, truth, RolloutOptions.Streaming(5, 2), TrainerDefaults with { AccumulateBatches = 3 });
        Assert.Equal((1, 1), (result.State.Step, result.State.Epoch));
        RequireSameWeights(expected, found);
    }

    [Fact]
    public void Epoch_FollowsTheCurriculumAndResumesAtAnyWindow()
    {
        var curriculum = new HorizonCurriculum { Start = 2, End = 7, Increment = 3, Every = 1, PerEpoch = true };
        using var windows = new WindowedBatches<int>(new Counted(2), RolloutOptions.Streaming(7, 2), curriculum);
        Assert.Equal(8, windows.BatchesPerEpoch);
        Assert.Equal([2, 6, 8, 8], Enumerable.Range(0, 4).Select(windows.BatchesIn));
        var all = windows.Epoch(1).Select(item => (item.Batch, item.Window)).ToArray();
        Assert.Equal(
            [(0, new(0, 2, 5, 3)), (0, new(2, 2, 5, 3)), (0, new(4, 1, 5, 3)), (1, new(0, 2, 5, 3)),
                (1, new(2, 2, 5, 3)), (1, new HorizonWindow(4, 1, 5, 3))], all);
        Assert.Equal([false, false, true], all[..3].Select(item => item.Window.IsLast));
        for (int first = 0; first <= all.Length; first++)
        {
            Assert.Equal(all[first..], windows.Epoch(1, first).Select(item => (item.Batch, item.Window)));
        }
    }

    [Fact]
    public void Epoch_FreesABatchAfterItsLastWindow()
    {
        using var windows = new WindowedBatches<Tensor>(new ToyBatches(3), RolloutOptions.Streaming(4, 2));
        LiveTensors.Settled();
        using var ledger = TensorLedger.Start();
        foreach (var item in windows.Epoch(0))
        {
            Assert.Equal((1, 8L), (ledger.Difference, item.Batch.size(0)));
        }

        foreach (var item in windows.Epoch(0))
        {
            break; // given up inside a horizon
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Evaluate_LeavesOnlyTheCarriedState()
    {
        using var start = ones([4, 4]);
        using var w = tensor(1.1f).requires_grad_();
        LiveTensors.Settled();
        using var ledger = TensorLedger.Start();
        using (var carry = new RolloutCarry())
        {
            var options = RolloutOptions.Streaming(5, 2);
            foreach (var window in HorizonWindow.Of(5, 2))
            {
                using var terms = carry.Evaluate(
                    window, (state, t) => state * w, start,
                    (p, s, k) => new LossTerms(p.square().mean(), new Dictionary<string, Tensor>()), options);
                terms.Total.backward();
                Assert.Equal(window.IsLast ? 1 : 2, ledger.Difference); // the terms, and the carry
            }
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Evaluate_OutOfOrder_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var carry = new RolloutCarry();
        var options = RolloutOptions.Streaming(6, 2);
        Evaluate(new HorizonWindow(0, 2, 6, 3));
        var error = Assert.Throws<InvalidOperationException>(() => Evaluate(new HorizonWindow(4, 2, 6, 3)));
        Assert.Equal(
            "Expected the window that begins at step 2, where the carried state is, got one that begins at step 4.",
            error.Message);

        void Evaluate(HorizonWindow window) => carry.Evaluate(
            window, (state, t) => state * 2, ones([1]),
            (p, s, k) => new LossTerms(p.sum(), new Dictionary<string, Tensor>()), options);
    }

    [Fact]
    public void Resume_InsideAHorizonWithoutACarry_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (start, truth) = ByHand.Problem(4);
        using var model = DoubleStepper.New();
        var options = TrainerDefaults with { CheckpointEverySteps = 1 };
        Train(model, start, truth, RolloutOptions.Streaming(4, 2), options, folder.Path);
        string path = CheckpointFiles.PathOf(folder.Path, "step-1");
        using var windows = new WindowedBatches<int>(new Counted(1), RolloutOptions.Streaming(4, 2));
        using var trainer = new Trainer<WindowedBatch<int>>(
            model, windows, item => throw new InvalidOperationException(), options);
        var error = Assert.Throws<InvalidDataException>(() => trainer.Resume(path));
        Assert.Equal(
            $"{path}: not a checkpoint of this run: unexpected 'carry.position'; unexpected 'carry.state'.",
            error.Message);
    }

    [Fact]
    public void OptionsOfOtherObjectives_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new WindowedBatches<int>(
            new Counted(1), new RolloutOptions { Horizon = 4, WarmUp = 2, FinalStepOnly = true }));
        Assert.Equal(
            "Expected options for streaming windows (truncation Window, no warm-up, every step supervised), got "
            + "truncation None, warm-up 2, final step only. (Parameter 'options')", error.Message);
        error = Assert.Throws<ArgumentException>(() => new WindowedBatches<int>(
            new Counted(1), RolloutOptions.Streaming(4, 2), new() { End = 4, Every = 10 }));
        Assert.Equal(
            "Expected a curriculum per epoch, since the horizon decides how many windows an epoch has, got one per "
            + "update. (Parameter 'curriculum')", error.Message);
    }

    private static TrainerOptions TrainerDefaults => new()
    {
        Epochs = 1,
        Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 0.1 },
    };

    private static TrainingResult Train(
        DoubleStepper model, Tensor start, Tensor truth, RolloutOptions rollout, TrainerOptions options,
        string? folder = null)
    {
        using var windows = new WindowedBatches<int>(new Counted(1), rollout);
        using var carry = new RolloutCarry();
        using var trainer = new Trainer<WindowedBatch<int>>(
            model, windows,
            item => carry.Evaluate(
                item.Window, (state, t) => model.call(state), start,
                (prediction, previous, k) => new LossTerms(
                    ByHand.StepLoss(prediction, previous, truth[k + 1]), new Dictionary<string, Tensor>()),
                rollout),
            options)
        {
            Carry = carry,
            CheckpointFolder = folder,
        };
        return trainer.Run();
    }

    private static void RequireSameWeights(nn.Module expected, nn.Module found)
    {
        foreach (var (one, other) in expected.parameters().Zip(found.parameters()))
        {
            Assert.InRange((one - other).abs().max().item<double>(), 0, 1e-12);
        }
    }

    private sealed class Counted(int count) : IBatchSource<int>
    {
        public int BatchesPerEpoch => count;

        public IEnumerable<int> Epoch(int epoch, int firstBatch = 0) => Enumerable.Range(0, count).Skip(firstBatch);

        public void Dispose()
        {
        }
    }
}
