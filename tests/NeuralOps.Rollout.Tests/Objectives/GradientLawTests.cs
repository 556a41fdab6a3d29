using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

/// <summary>Every objective has the gradients of the loop that defines it, written out by hand, in float64, through
/// batch norm and dropout.</summary>
public sealed class GradientLawTests
{
    private static readonly Dictionary<string, Variant> Variants = new()
    {
        ["one step"] = new(new() { Horizon = 1 }, [1], [], []),
        ["five steps"] = new(new() { Horizon = 5, WeightDecay = 1 }, Powers(5, 1), [], []),
        ["five steps, late ones count more"] = new(new() { Horizon = 5, WeightDecay = 1.3 }, Powers(5, 1.3), [], []),
        ["five steps, early ones count more"] = new(new() { Horizon = 5, WeightDecay = 0.6 }, Powers(5, 0.6), [], []),
        ["final step only"] = new(new() { Horizon = 4, FinalStepOnly = true }, [0, 0, 0, 1], [], []),
        ["detached after every step"] = new(Cut(4, 1), Powers(4, 1.1), [], [0, 1, 2, 3]),
        ["detached after every two of six"] = new(Cut(6, 2), Powers(6, 1.1), [], [1, 3, 5]),
        ["windows that do not divide the horizon"] = new(Cut(7, 3), Powers(7, 1.1), [], [2, 5]),
        ["windows longer than the horizon"] = new(Cut(3, 8), Powers(3, 1.1), [], []),
        ["all but last"] = new(
            new() { Horizon = 4, Truncation = GradientTruncation.AllButLast }, Powers(4, 1.1), [0, 1, 2], []),
        ["pushforward"] = new(RolloutOptions.Pushforward(4), [0, 0, 0, 1], [0, 1, 2], []),
        ["truncated"] = new(
            RolloutOptions.TruncatedBackpropagation(9, 4), [0, 0, 0, 0, 0, .25, .25, .25, .25], [0, 1, 2, 3, 4], []),
        ["truncated to one step"] = new(
            RolloutOptions.TruncatedBackpropagation(4, 1), [0, 0, 0, 1], [0, 1, 2], []),
        ["truncated, window longer than the horizon"] = new(
            RolloutOptions.TruncatedBackpropagation(3, 8), Powers(3, 1), [], []),
        ["truncated with weights and cuts"] = new(
            Cut(8, 2) with { WarmUp = 3, WeightDecay = 1.2 }, [0, 0, 0, .. Powers(5, 1.2)], [0, 1, 2], [4, 6]),
        ["noise on the start"] = new(new() { Horizon = 3, NoiseDeviation = 0.2 }, Powers(3, 1.1), [], []),
        ["noise on every state, truncated"] = new(
            RolloutOptions.TruncatedBackpropagation(5, 2) with
            {
                NoiseDeviation = 0.2,
                NoisePlace = NoisePlace.EveryState,
            },
            [0, 0, 0, .5, .5], [0, 1, 2], []),
    };

    private static readonly string[] Sweepable =
    [
        "one step", "five steps", "five steps, late ones count more", "final step only", "truncated",
        "noise on the start", "noise on every state, truncated",
    ];

    public static TheoryData<string> Objectives => [.. Variants.Keys];

    public static TheoryData<string, int> Sweeps
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string name in Sweepable)
            {
                foreach (int window in (int[])[1, 2, 3, 5, 64])
                {
                    data.Add(name, window);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Objective_HasTheGradientsOfTheLoopByHand(string name)
    {
        using var scope = NewDisposeScope();
        var variant = Variants[name];
        var expected = variant.Expected();
        var found = variant.Run((step, start, loss, generator, model) =>
        {
            var terms = RolloutObjective.Evaluate(step, start, loss, variant.Options, generator);
            terms.Total.backward();
            return terms;
        });
        expected.RequireEqual(found);
    }

    [Theory]
    [MemberData(nameof(Sweeps))]
    public void Sweep_HasTheGradientsOfTheLoopByHand(string name, int window)
    {
        using var scope = NewDisposeScope();
        var variant = Variants[name];
        var expected = variant.Expected();
        var found = variant.Run((step, start, loss, generator, model) => HorizonSweep.Backward(
            step, start, loss, variant.Options with { Window = window }, model, generator));
        expected.RequireEqual(found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Sweep_OfALossOfTheTrajectory_HasTheGradientsOfTheWholeGraph(int window)
    {
        // A loss as the pipelines have it: all states against the truth, a projector with batch norm and dropout on
        // sampled states against a code, and the start itself.
        using var scope = NewDisposeScope();
        var (start, truth) = ByHand.Problem(7);
        using var model = DoubleStepper.New();
        using var head = Projector();
        manual_seed(9);
        var leaf = start.clone().requires_grad_();
        var states = new List<Tensor> { leaf };
        for (int k = 0; k < 7; k++)
        {
            states.Add(model.call(states[^1]));
        }

        var expected = Loss(head, stack(states, 1));
        expected.Total.backward();
        double next = rand(1, ScalarType.Float64).item<double>();

        using var sweptModel = DoubleStepper.New();
        using var sweptHead = Projector();
        using var both = nn.ModuleList<nn.Module>(sweptModel, sweptHead);
        manual_seed(9);
        var from = start.clone().requires_grad_();
        var found = HorizonSweep.Backward(
            (state, t) => sweptModel.call(state), from, (all, first) => Loss(sweptHead, all),
            new RolloutOptions { Horizon = 7, Window = window }, both);

        Assert.Equal(expected.Total.item<double>(), found.Total.item<double>(), 1e-12);
        Assert.Equal(expected.Parts["fit"].item<double>(), found.Parts["fit"].item<double>(), 1e-12);
        ByHand.RequireEqual(ByHand.Gradients(model), ByHand.Gradients(sweptModel));
        ByHand.RequireEqual(ByHand.Gradients(head), ByHand.Gradients(sweptHead));
        ByHand.RequireEqual(
            new Dictionary<string, double[]> { ["u0"] = leaf.grad!.data<double>().ToArray() },
            new Dictionary<string, double[]> { ["u0"] = from.grad!.data<double>().ToArray() });
        Assert.Equal([.. Buffers(model), .. Buffers(head)], Buffers(both));
        Assert.Equal(next, rand(1, ScalarType.Float64).item<double>());

        LossTerms Loss(nn.Module<Tensor, Tensor> projector, Tensor all) // [B, 8, C]
        {
            var fit = (all[.., 1..] - truth[1..].transpose(0, 1)).square().mean();
            var codes = projector.call(all.index_select(1, tensor(new long[] { 0, 3, 7 })).mean([1]));
            var total = fit + 0.5 * (codes - 1).pow(4).mean() + 0.1 * (all[.., 1..] - all[.., ..^1]).square().sum();
            return new LossTerms(total, new Dictionary<string, Tensor> { ["fit"] = fit });
        }

        static nn.Module<Tensor, Tensor> Projector()
        {
            manual_seed(6);
            return nn.Sequential(
                nn.Linear(3, 5, dtype: ScalarType.Float64), nn.BatchNorm1d(5, dtype: ScalarType.Float64),
                nn.Dropout(0.2), nn.Linear(5, 2, dtype: ScalarType.Float64));
        }
    }

    [Fact]
    public void Objective_OfALossOfTheTrajectory_SeesTheWindowAlone()
    {
        // The rule of truncated back-propagation: T − w = 5 steps without gradients, then the states after each of the
        // w = 4 trained steps against the last w of the truth.
        using var scope = NewDisposeScope();
        var (start, truth) = ByHand.Problem(9);
        using var model = DoubleStepper.New();
        using var found = DoubleStepper.New();
        manual_seed(9);
        Tensor state = start;
        using (no_grad())
        {
            for (int k = 0; k < 5; k++)
            {
                state = model.call(state);
            }
        }

        var states = new List<Tensor> { state };
        for (int k = 0; k < 4; k++)
        {
            states.Add(model.call(states[^1]));
        }

        (stack(states, 1)[.., 1..] - truth[6..].transpose(0, 1)).square().mean().backward();

        manual_seed(9);
        RolloutObjective.Evaluate(
            (state, t) => found.call(state), start,
            (states, first) =>
            {
                Assert.Equal((5, 5L), (first, states.size(1)));
                return new LossTerms(
                    (states[.., 1..] - truth[(first + 1)..].transpose(0, 1)).square().mean(),
                    new Dictionary<string, Tensor>());
            },
            RolloutOptions.TruncatedBackpropagation(9, 4)).Total.backward();
        ByHand.RequireEqual(ByHand.Gradients(model), ByHand.Gradients(found));
    }

    private static RolloutOptions Cut(int horizon, int window) =>
        new() { Horizon = horizon, Truncation = GradientTruncation.Window, Window = window };

    private static double[] Powers(int count, double gamma)
    {
        double[] powers = [.. Enumerable.Range(0, count).Select(k => Math.Pow(gamma, k))];
        return [.. powers.Select(power => power / powers.Sum())];
    }

    private static double[] Buffers(nn.Module model) =>
        [.. model.buffers().SelectMany(buffer => buffer.to(ScalarType.Float64).data<double>().ToArray())];

    private delegate LossTerms Evaluation(
        Step step, Tensor start, StepLoss loss, Generator generator, nn.Module model);

    private sealed record Outcome(
        double Loss, Dictionary<string, double[]> Gradients, double[] Initial, double[] Buffers, double NextRandom)
    {
        public void RequireEqual(Outcome found)
        {
            Assert.Equal(Loss, found.Loss, 1e-12);
            ByHand.RequireEqual(Gradients, found.Gradients);
            Assert.Equal(Initial.Length, found.Initial.Length);
            Assert.All(Initial.Zip(found.Initial), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
            Assert.All(Buffers.Zip(found.Buffers), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
            Assert.Equal(NextRandom, found.NextRandom);
        }
    }

    /// <summary>Options, and what they mean: weights, steps without gradients, cuts after steps.</summary>
    private sealed record Variant(RolloutOptions Options, double[] Weights, int[] Quiet, int[] Cuts)
    {
        public Outcome Expected() => Run((step, start, loss, generator, model) =>
        {
            Tensor Disturbed(Tensor state, int k) =>
                Options.NoiseDeviation > 0 && (k == 0 || Options.NoisePlace == NoisePlace.EveryState)
                    ? state + Options.NoiseDeviation
                        * randn(state.shape, ScalarType.Float64, generator: generator)
                    : state;
            var (_, truth) = ByHand.Problem(Weights.Length);
            var total = ByHand.Loss(
                (DoubleStepper)model, start, truth, Weights, Quiet, Cuts, Disturbed);
            total.backward();
            return new LossTerms(total, new Dictionary<string, Tensor>());
        });

        public Outcome Run(Evaluation evaluate)
        {
            using var model = DoubleStepper.New();
            using var generator = new Generator(4);
            var (start, truth) = ByHand.Problem(Weights.Length);
            start.requires_grad_();
            manual_seed(9);
            var terms = evaluate(
                (state, t) => model.call(state), start,
                (prediction, previous, k) => new LossTerms(
                    ByHand.StepLoss(prediction, previous, truth[k + 1]), new Dictionary<string, Tensor>()),
                generator, model);
            return new Outcome(
                terms.Total.item<double>(), ByHand.Gradients(model),
                (start.grad ?? zeros_like(start)).data<double>().ToArray(), Buffers(model), rand(1).item<float>());
        }
    }
}
