using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

/// <summary>Closed forms and symmetries.</summary>
public class FeatureLawTests
{
    private const double Rounding = 1e-6; // of the floors 10⁻⁸ and 10⁻⁶ of quotients and roots

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 3)]
    [InlineData(4, 7)]
    public void PlaneWave_HasOneFrequency(int waveX, int waveY)
    {
        using var scope = NewDisposeScope();
        (int height, int width) = (16, 32);
        var phase = (Axis(width) * (2 * Math.PI * waveX / width))
            + (Axis(height) * (2 * Math.PI * waveY / height)).unsqueeze(1);
        var wave = (phase + 0.4).cos().reshape(1, 1, 1, height, width) * 3;
        double[] f = Values(TemporalFeatures.Of(cat([wave, wave], 1))[0, 0]);
        double Column(string name) => f[Place(FeatureFamily.Temporal, name)];
        (double x, double y) = (2.0 * waveX / width, 2.0 * waveY / height);
        double radius = Math.Sqrt((x * x) + (y * y));

        Assert.Equal(x, Column("dominant.x"), Rounding);
        Assert.Equal(y, Column("dominant.y"), Rounding);
        Assert.Equal(x, Column("spectrum.centroid_x"), Rounding);
        Assert.Equal(y, Column("spectrum.centroid_y"), Rounding);
        Assert.Equal(0, Column("spectrum.bandwidth"), Rounding);
        Assert.Equal(Math.Abs((x * x) - (y * y)) / ((x * x) + (y * y)), Column("spectrum.anisotropy"), Rounding);
        Assert.Equal(radius < 1.0 / 3 ? 1 : 0, Column("spectrum.low"), Rounding);
        Assert.Equal(9.0 / 4 * height * width, Column("dominant.power"), 1e-9); // half the energy in each of ±k
        Assert.Equal(4.5, Column("distribution.variance"), Rounding);
        Assert.Equal(-1.5, Column("distribution.excess_kurtosis"), Rounding);
        Assert.Equal(radius, Values(InitialFeatures.Of(wave.squeeze(0)))[4], Rounding);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(1.1)]
    public void LinearMap_HasItsLyapunovExponentAndDrift(double factor)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var first = randn([1, 1, 8, 8], dtype: ScalarType.Float64) + 2;
        const int steps = 10;
        var trajectory = stack([.. Enumerable.Range(0, steps + 1).Select(t => first * Math.Pow(factor, t))], 1);
        double[] f = Values(SummaryFeatures.Of(trajectory)[0]);
        double Column(string name) => f[Place(FeatureFamily.Summary, name)];

        Assert.Equal(Math.Log(factor), Column("divergence.lyapunov"), Rounding);
        Assert.Equal(0, Column("divergence.lyapunov_std"), 1e-5);
        Assert.Equal(2 * Math.Log(factor), Column("energy.growth"), Rounding);
        Assert.Equal(2 * Math.Log(factor), Column("variance.growth"), Rounding);
        Assert.Equal(1, Column("memory.final_correlation"), 1e-5);
        Assert.Equal(1, Column("memory.half_time"), Rounding);
        Assert.Equal(1, Column("causality.persistence"), 1e-5);
        double drift = Math.Pow(factor, steps) - 1;
        foreach (string norm in "l1 l2 l4 maximum h1 variation low_l2 high_h1 high_maximum".Split(' '))
        {
            Assert.Equal(drift, Column($"drift.{norm}.final"), 1e-5);
            Assert.Equal(Math.Abs(drift), Column($"drift.{norm}.greatest"), 1e-5);
        }
    }

    [Fact]
    public void UniformValues_HaveTheGreatestEntropy()
    {
        using var scope = NewDisposeScope();
        int[] order = new RandomStream(3, "order").Permutation(1024);
        var field = tensor(order.Select(place => (double)(place % 32)).ToArray()).reshape(1, 1, 32, 32);

        Assert.Equal(Math.Log(32), Values(InitialFeatures.Of(field))[7], Rounding);
        double[] f = Values(TemporalFeatures.Of(stack([field, field], 1))[0, 0]);
        Assert.Equal(Math.Log(16), f[Place(FeatureFamily.Temporal, "histogram.entropy")], Rounding);
        Assert.Equal(1.0 / 16, f[Place(FeatureFamily.Temporal, "histogram.peak")], Rounding);
        Assert.Equal(16, f[Place(FeatureFamily.Temporal, "histogram.effective_bins")]);
    }

    [Theory]
    [InlineData(1, 0, "causality.transport_x")]
    [InlineData(0, 1, "causality.transport_y")]
    public void MovingPattern_IsTransported(int stepX, int stepY, string name)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        var first = randn([1, 1, 32, 32], dtype: ScalarType.Float64);
        long[] Shift(int t) => [stepY * t, stepX * t];
        Tensor Run(int sign) => stack([.. Enumerable.Range(0, 6).Select(t => first.roll(Shift(sign * t), [2, 3]))], 1);
        int place = Place(FeatureFamily.Summary, name);

        double forward = Values(SummaryFeatures.Of(Run(1))[0])[place];
        double backward = Values(SummaryFeatures.Of(Run(-1))[0])[place];

        Assert.InRange(forward, 0.8, 1.2); // 1 less the noise's correlation over two cells
        Assert.Equal(-forward, backward, 1e-9);
    }

    [Fact]
    public void ReturningTrajectory_Recurs()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        var states = randn([4, 1, 1, 8, 8], dtype: ScalarType.Float64);
        var trajectory = cat([.. Enumerable.Range(0, 20).Select(t => states[t % 4].unsqueeze(0))], 1);
        double[] f = Values(SummaryFeatures.Of(trajectory)[0]);

        // 20 states in 4 classes of 5: 4·5·4 pairs of 380; all lie on diagonals of at least two, none on verticals.
        Assert.Equal(80.0 / 380, f[Place(FeatureFamily.Summary, "recurrence.rate")], Rounding);
        Assert.Equal(1, f[Place(FeatureFamily.Summary, "recurrence.determinism")], Rounding);
        Assert.Equal(0, f[Place(FeatureFamily.Summary, "recurrence.laminarity")], Rounding);
        Assert.Contains(f[Place(FeatureFamily.Summary, "frequency.dominant")], new[] { 0.25, 0.5 });
    }

    [Fact]
    public void Translation_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        var trajectory = Smooth(2, 6, 2, 16, 24);
        var moved = trajectory.roll([3, 7], [3, 4]);
        string[] anchored =
        [
            "spatial.centroid_distance", "information.local_entropy_variance", "information.lz_complexity",
            "morphology.radial_gradient", "morphology.symmetry",
        ];

        RequireClose(TemporalFeatures.Of(trajectory), TemporalFeatures.Of(moved), 1e-9);
        RequireClose(SummaryFeatures.Of(trajectory), SummaryFeatures.Of(moved), 1e-9);
        var (here, there) = (InitialFeatures.Of(trajectory.select(1, 0)), InitialFeatures.Of(moved.select(1, 0)));
        foreach (var feature in FeatureCatalogue.Of(FeatureFamily.Initial).Where(f => !anchored.Contains(f.Name)))
        {
            int place = Place(FeatureFamily.Initial, feature.Name);
            RequireClose(here.select(1, place), there.select(1, place), 1e-9);
        }
    }

    [Fact]
    public void Transposition_SwapsTheAxes()
    {
        using var scope = NewDisposeScope();
        var trajectory = Smooth(1, 4, 1, 16, 24);
        var features = FeatureCatalogue.Of(FeatureFamily.Summary).Select(f => f.Name).ToList();
        int[] swapped =
        [
            .. features.Select(name => features.IndexOf(
                name.EndsWith('x') && features.Contains($"{name[..^1]}y") ? $"{name[..^1]}y"
                : name.EndsWith('y') && features.Contains($"{name[..^1]}x") ? $"{name[..^1]}x" : name)),
        ];

        double[] upright = Values(SummaryFeatures.Of(trajectory)[0]);
        double[] transposed = Values(SummaryFeatures.Of(trajectory.transpose(3, 4).contiguous())[0]);

        Assert.Equal(8, swapped.Where((place, i) => place != i).Count());
        Assert.All(swapped.Select((place, i) => (upright[i], transposed[place])), pair =>
            Assert.Equal(pair.Item1, pair.Item2, 1e-9 * Math.Max(1, Math.Abs(pair.Item1))));
    }

    [Theory]
    [InlineData(0.0, "distribution.skewness distribution.excess_kurtosis gradient.anisotropy histogram.entropy "
        + "dominant.x spectrum.centroid_x spectrum.bandwidth spectrum.low spectrum.rolloff spectrum.anisotropy "
        + "curve.roughness evolution.energy_rate evolution.change evolution.previous_correlation evolution.growth")]
    [InlineData(1.0, "distribution.mean distribution.std distribution.range percentile.25 gradient.mean "
        + "gradient.maximum gradient.y laplacian.mean_absolute curve.rms")]
    [InlineData(2.0, "distribution.variance laplacian.energy band0.mean band1.maximum band4.std dominant.power "
        + "curve.channel_covariance")]
    public void Amplitude_ScalesWithItsPower(double power, string names)
    {
        using var scope = NewDisposeScope();
        var trajectory = Smooth(1, 3, 2, 16, 16) * 100; // far above the floors
        double[] one = Values(TemporalFeatures.Of(trajectory)[0, 0]);
        double[] three = Values(TemporalFeatures.Of(trajectory * 3)[0, 0]);

        Assert.All(names.Split(' ').Select(name => Place(FeatureFamily.Temporal, name)), place =>
            Assert.Equal(1, three[place] / (one[place] * Math.Pow(3, power)), 1e-6));
    }

    [Fact]
    public void Sensitivity_OfLinearAndSaturatingOperators()
    {
        using var scope = NewDisposeScope();
        var field = Smooth(2, 0, 1, 16, 16).select(1, 0);

        double[] twice = Values(SensitivityFeatures.Of(u => u * 2, field)[1]);
        double[] bounded = Values(SensitivityFeatures.Of(u => (u * 5).tanh(), field)[1]);
        double[] square = Values(SensitivityFeatures.Of(u => u.square(), field)[1]);

        double[] linear = [2, 2, 2, 1, 1, 1, 1, 1, 1, 4];
        Assert.All(linear.Zip(twice), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        double[] factors = [0.5, 0.75, 1.25, 1.5];
        Assert.All(factors.Zip(square[3..7]), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(3, square[8], 1e-5);
        Assert.InRange(bounded[8], 0.1, 0.9);
        Assert.True(bounded[7] < 0.99);
    }

    [Fact]
    public void Clusters_JoinAcrossTheBorder()
    {
        bool[] marked = new bool[64];
        (marked[0], marked[7], marked[56], marked[27], marked[36]) = (true, true, true, true, true);

        Assert.Equal((3, 3), Clusters.Of(marked, 8));
    }

    [Fact]
    public void LempelZiv_CountsPhrases()
    {
        // 0, 00, 000, 0000: ten zeros; and one unfinished phrase more.
        Assert.Equal(4 * Math.Log2(10) / 10, LempelZiv.Complexity(new bool[10]), 1e-12);
        Assert.Equal(5 * Math.Log2(12) / 12, LempelZiv.Complexity(new bool[12]), 1e-12);
    }

    internal static Tensor Smooth(long batch, long steps, long channels, long height, long width)
    {
        random.manual_seed(batch + steps + channels);
        var u = randn([batch, channels, height, width], dtype: ScalarType.Float64);
        u = (u + u.roll(1, 2) + u.roll(1, 3) + u.roll(-1, 3)) / 2 + 0.3;
        var states = new List<Tensor> { u };
        for (int t = 0; t < steps; t++)
        {
            u = (u.roll(1, 3) * 0.8) + ((u * 2).sin() * 0.1) + (randn_like(u) * 0.1);
            states.Add(u);
        }

        return stack([.. states], 1);
    }

    internal static int Place(FeatureFamily family, string name) =>
        FeatureCatalogue.Of(family).Select(feature => feature.Name).ToList().IndexOf(name);

    internal static double[] Values(Tensor x) => x.to(ScalarType.Float64).contiguous().data<double>().ToArray();

    private static Tensor Axis(long n) => arange(n, dtype: ScalarType.Float64);

    private static void RequireClose(Tensor expected, Tensor actual, double tolerance) =>
        Assert.All(Values(expected).Zip(Values(actual)), pair =>
            Assert.Equal(pair.First, pair.Second, tolerance * Math.Max(1, Math.Abs(pair.First))));
}
