using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class TrajectoryFeaturesTests
{
    [Theory]
    [InlineData(FeatureFamily.Initial)]
    [InlineData(FeatureFamily.Temporal)]
    [InlineData(FeatureFamily.Summary)]
    [InlineData(FeatureFamily.Sensitivity)]
    public void Gradients_EqualFiniteDifferences_OrAreZeroWhereTheCatalogueSaysSo(FeatureFamily family)
    {
        const double h = 1e-6;
        using var scope = NewDisposeScope();
        var trajectory = FeatureLawTests.Smooth(1, 4, 2, 8, 10);
        random.manual_seed(11);
        var direction = randn_like(trajectory);
        double[] above = FeatureLawTests.Values(Row(family, trajectory + (direction * h)));
        double[] below = FeatureLawTests.Values(Row(family, trajectory - (direction * h)));
        var x = trajectory.detach().clone().requires_grad_();
        var row = Row(family, x);
        var features = FeatureCatalogue.Of(family);
        for (int i = 0; i < features.Count; i++)
        {
            var gradient = autograd.grad([row[i]], [x], retain_graph: true)[0];
            double slope = (gradient * direction).sum().item<double>();
            if (features[i].IsDifferentiable)
            {
                // Truncation h², and rounding 1e-16/h of values up to 100.
                double difference = (above[i] - below[i]) / (2 * h);
                Assert.True(
                    Math.Abs(slope - difference) <= 1e-5 * Math.Max(1, Math.Abs(difference)),
                    $"{features[i].FullName}: expected {difference}, got {slope}");
                Assert.True(gradient.abs().max().item<double>() > 0, features[i].FullName);
            }
            else
            {
                Assert.Equal(0, gradient.abs().max().item<double>());
            }
        }
    }

    [Theory]
    [InlineData(0.0, ScalarType.Float32)]
    [InlineData(0.0, ScalarType.Float64)]
    [InlineData(3.7, ScalarType.Float32)]
    [InlineData(-1e3, ScalarType.Float32)]
    public void ConstantFields_GiveFiniteValuesAndGradients(double value, ScalarType dtype)
    {
        foreach (var (steps, channels) in new[] { (1L, 1L), (6L, 1L), (6L, 3L) })
        {
            using var scope = NewDisposeScope();
            var x = full([2, steps + 1, channels, 8, 9], value, dtype: dtype).requires_grad_();
            using var features = TrajectoryFeatures.Of(x, step: u => u * 0.9);
            var flat = features.Flat();

            flat.sum().backward();

            Assert.Equal([2, 207], flat.shape);
            Assert.True(flat.isfinite().all().item<bool>());
            Assert.True(x.grad!.isfinite().all().item<bool>());
            double[] row = FeatureLawTests.Values(flat[0]);
            Assert.Equal(0, row[14 + FeatureLawTests.Place(FeatureFamily.Summary, "distribution.std")], 1e-3);
            Assert.Equal(0, row[14 + FeatureLawTests.Place(FeatureFamily.Summary, "symbols.switches")]);
            Assert.Equal(0, row[14 + FeatureLawTests.Place(FeatureFamily.Summary, "symbols.permutation_entropy")]);
            Assert.Equal(1, row[14 + FeatureLawTests.Place(FeatureFamily.Summary, "recurrence.rate")]);
        }
    }

    [Fact]
    public void Realisations_AreTakenOneByOne()
    {
        using var scope = NewDisposeScope();
        var runs = FeatureLawTests.Smooth(6, 5, 1, 8, 8);
        var grouped = runs.reshape(2, 3, 6, 1, 8, 8);

        var summary = SummaryFeatures.Of(grouped);
        var aggregated = SummaryFeatures.Aggregate(summary);
        using var averaged = TrajectoryFeatures.Of(grouped);

        Assert.Equal([2, 3, 120], summary.shape);
        Assert.True(summary.flatten(0, 1).allclose(SummaryFeatures.Of(runs), 1e-12, 1e-12));
        Assert.True(TemporalFeatures.Of(grouped).flatten(0, 1).allclose(TemporalFeatures.Of(runs), 1e-12, 1e-12));
        Assert.True(InitialFeatures.Of(grouped.select(2, 0)).flatten(0, 1)
            .allclose(InitialFeatures.Of(runs.select(1, 0)), 1e-12, 1e-12));
        Assert.True(averaged.Summary.allclose(summary.mean([1]), 1e-12, 1e-12));
        Assert.True(averaged.Temporal.allclose(TemporalFeatures.Of(grouped).mean([1]), 1e-12, 1e-12));
        Assert.True(averaged.Initial.allclose(InitialFeatures.Of(grouped.select(2, 0)).mean([1]), 1e-12, 1e-12));
        Assert.True(aggregated.narrow(1, 0, 120).allclose(summary.mean([1]), 1e-12, 1e-12));
        Assert.True(aggregated.narrow(1, 120, 120).allclose(summary.std([1], unbiased: false), 1e-5, 1e-5));
        Assert.Equal(360, SummaryFeatures.AggregatedNames.Count);
        Assert.Equal("summary::distribution.mean.std", SummaryFeatures.AggregatedNames[120]);
        var single = SummaryFeatures.Aggregate(SummaryFeatures.Of(grouped.narrow(1, 0, 1)));
        Assert.Equal(0, single.narrow(1, 120, 240).abs().max().item<double>());
    }

    [Fact]
    public void LaterWindow_TakesTheTrueInitialState()
    {
        using var scope = NewDisposeScope();
        var trajectory = FeatureLawTests.Smooth(2, 6, 1, 8, 8);
        var window = trajectory.narrow(1, 3, 4);

        using var features = TrajectoryFeatures.Of(window, trajectory.select(1, 0));

        Assert.True(features.Initial.equal(InitialFeatures.Of(trajectory.select(1, 0))).all().item<bool>());
        Assert.False(features.Initial.allclose(InitialFeatures.Of(window.select(1, 0))));
        Assert.True(features.Summary.allclose(SummaryFeatures.Of(window), 1e-12, 1e-12));
    }

    [Fact]
    public void Extraction_LeavesNoTensors()
    {
        using var trajectory = rand([2, 5, 1, 8, 8]);
        using var graph = rand([2, 5, 1, 8, 8], requires_grad: true);
        using (var warm = TrajectoryFeatures.Of(graph))
        {
            using var total = warm.Summary.sum();
            total.backward();
        }

        LiveTensors.Settled();
        using var ledger = TensorLedger.Start();

        for (int i = 0; i < 20; i++)
        {
            using var features = TrajectoryFeatures.Of(trajectory, step: u => u);
            using var flat = features.Flat();
            using var runs = features.Summary.unsqueeze(1);
            using var aggregated = SummaryFeatures.Aggregate(runs);
            using var temporal = TemporalFeatures.Of(graph);
            using var total = temporal.sum();
            total.backward();
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void MemoryOfExtraction_DoesNotGrowWithTheBatch()
    {
        using var quiet = no_grad();
        long Extra(long batch)
        {
            using var trajectory = rand([batch, 17, 1, 64, 64]);
            var memory = NativeMemoryCounter.Instance!;
            long before = memory.CurrentBytes;
            memory.ResetPeak();
            using var features = TrajectoryFeatures.Of(trajectory);
            return memory.PeakBytes - before;
        }

        long small = Extra(8);

        Assert.True(Extra(32) < 1.2 * small, $"{Extra(32)} of {small} bytes");
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        var states = rand([2, 3, 1, 8, 8]);

        Refused("Expected shape [B, C, H, W], got [8, 8]. (Parameter 'fields')", () => InitialFeatures.Of(rand(8, 8)));
        Refused(
            "Expected shape [B, T+1, C, H, W], got [1, 8, 8, 8]. (Parameter 'trajectory')",
            () => TemporalFeatures.Of(rand(1, 8, 8, 8)));
        Refused(
            "Expected at least 2 states of a trajectory, got 1. (Parameter 'trajectory')",
            () => SummaryFeatures.Of(rand([2, 1, 1, 8, 8])));
        Refused(
            "Expected states on a grid of at least 8x8 cells, got [2, 3, 1, 8, 7]. (Parameter 'trajectory')",
            () => TrajectoryFeatures.Of(rand([2, 3, 1, 8, 7])));
        Refused(
            "Expected dtype Float32 or Float64, got Int64. (Parameter 'trajectory')",
            () => SummaryFeatures.Of(states.to(ScalarType.Int64)));
        Refused(
            "Expected shape [B=2, C=1, H=8, W=8], got [2, 1, 8, 9]. (Parameter 'initial')",
            () => TrajectoryFeatures.Of(states, rand(2, 1, 8, 9)));
        Refused(
            "Expected shape [B, M, D=120], got [2, 3, 60]. (Parameter 'perTrajectory')",
            () => SummaryFeatures.Aggregate(rand(2, 3, 60)));
        Refused(
            "Expected shape [B=2, C=1, H=8, W=8], got [2, 1, 4, 8]. (Parameter 'step')",
            () => SensitivityFeatures.Of(u => u.narrow(2, 0, 4), states.select(1, 0)));
    }

    private static void Refused(string message, Func<object> action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => { action(); }).Message);

    private static Tensor Row(FeatureFamily family, Tensor trajectory) => family switch
    {
        FeatureFamily.Initial => InitialFeatures.Of(trajectory.select(1, 0))[0],
        FeatureFamily.Temporal => TemporalFeatures.Of(trajectory)[0, 2],
        FeatureFamily.Summary => SummaryFeatures.Of(trajectory)[0],
        _ => SensitivityFeatures.Of(u => (u * 2).tanh() + u.roll(1, 3), trajectory.select(1, 0))[0],
    };
}
