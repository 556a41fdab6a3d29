using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public sealed class AlignedFeatureExtractorTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor trajectory;
    private readonly FeatureSpace space;

    public AlignedFeatureExtractorTests()
    {
        trajectory = FeatureLawTests.Smooth(12, 6, 1, 8, 10).to(ScalarType.Float32);
        space = FeatureSpace.Fit(TrajectoryFeatures.Of(trajectory).Flat(), TrajectoryFeatures.FlatNames());
    }

    [Fact]
    public void Raw_IsTheSpaceOfTheFlatFeatures()
    {
        using var extractor = new AlignedFeatureExtractor(space);

        var y = extractor.call(trajectory);

        Assert.Equal(space.Names, extractor.Names);
        Assert.Equal([12, space.Width], y.shape);
        Assert.True(space.Width < 197); // a single channel has no covariance: dropped
        Assert.DoesNotContain("temporal::curve.channel_covariance", extractor.Names);
        Assert.True(y.equal(space.Apply(TrajectoryFeatures.Of(trajectory).Flat())).all().item<bool>());
    }

    [Fact]
    public void Encoders_ReplaceTheirFamilies()
    {
        using var extractor = new AlignedFeatureExtractor(
            space, new FeatureEncoderOptions { InitialCnn = true, EncodesSummary = true, EncodesTemporal = true });
        extractor.eval();

        var y = extractor.call(trajectory);

        int initial = space.WidthOf(FeatureFamily.Initial);
        Assert.Equal(initial + 28 + 128 + 128, extractor.Width);
        Assert.Equal([12, extractor.Width], y.shape);
        Assert.Equal("initial::encoded.0", extractor.Names[initial]);
        Assert.Equal("summary::encoded.127", extractor.Names[initial + 28 + 127]);
        Assert.Equal("temporal::encoded.0", extractor.Names[initial + 28 + 128]);
        string[] parts = ["initial", "summary", "temporal"];
        Assert.Equal(parts, extractor.named_children().Select(child => child.name).Order());
        Assert.All(parts, part => Assert.True(ChangesWith(extractor, part, y), part));
        using var features = TrajectoryFeatures.Of(trajectory);
        Assert.True(extractor.Encode(features, trajectory.select(1, 0)).allclose(y, 1e-5, 1e-5));
    }

    [Fact]
    public void Gradients_ReachTheTrajectoryAndTheEncoders()
    {
        using var extractor = new AlignedFeatureExtractor(
            space, new FeatureEncoderOptions { InitialCnn = true, EncodesSummary = true, EncodesTemporal = true });
        var x = trajectory.clone().requires_grad_();

        extractor.call(x).square().sum().backward();

        Assert.True(x.grad!.isfinite().all().item<bool>());
        Assert.True(x.grad!.abs().flatten(2).max(2).values.min().item<float>() > 0); // every state of every trajectory
        Assert.All(extractor.parameters(), parameter => Assert.True(parameter.grad!.isfinite().all().item<bool>()));
    }

    [Fact]
    public void CommitmentGradient_EqualsFiniteDifferences()
    {
        using var extractor = new AlignedFeatureExtractor(space);
        var x = trajectory.narrow(0, 0, 2).to(ScalarType.Float64).requires_grad_();
        random.manual_seed(5);
        var code = randn([2, space.Width], dtype: ScalarType.Float64);
        var direction = randn_like(x);
        var catalogue = Enum.GetValues<FeatureFamily>().SelectMany(FeatureCatalogue.Of).ToDictionary(f => f.FullName);
        var smooth = tensor(extractor.Names.Select(name => catalogue[name].IsDifferentiable ? 1.0 : 0).ToArray());
        Tensor Loss(Tensor u) => ((extractor.call(u) - code) * smooth).square().mean();
        const double h = 1e-6;

        double slope = (autograd.grad([Loss(x)], [x])[0] * direction).sum().item<double>();
        var (above, below) = (Loss(x.detach() + (direction * h)), Loss(x.detach() - (direction * h)));
        double difference = (above - below).item<double>() / (2 * h);

        Assert.Equal(difference, slope, 1e-5 * Math.Abs(difference));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e30)]
    public void BrokenTrajectory_StaysInRange_AndHarmsNoOther(double value)
    {
        using var extractor = new AlignedFeatureExtractor(space);
        var broken = trajectory.clone();
        broken[3] = full_like(broken[3], value);

        var y = extractor.call(broken);

        Assert.True(y.isfinite().all().item<bool>());
        var every = TrajectoryFeatures.Of(broken, step: u => (u * 2).tanh()).Flat(); // bounded even where u is not
        Assert.False(every[3].isfinite().any().item<bool>());
        Assert.True(y.narrow(0, 0, 3).allclose(extractor.call(trajectory).narrow(0, 0, 3), 1e-4, 1e-4));
    }

    [Fact]
    public void Operator_GivesItsSensitivity()
    {
        Func<Tensor, Tensor> step = u => (u * 2).tanh();
        var all = FeatureSpace.Fit(
            TrajectoryFeatures.Of(trajectory, step: step).Flat(), TrajectoryFeatures.FlatNames(sensitivity: true));
        using var extractor = new AlignedFeatureExtractor(all);

        Assert.True(extractor.TakesOperator);
        Assert.True(extractor.forward(trajectory, null, step)
            .equal(all.Apply(TrajectoryFeatures.Of(trajectory, step: step).Flat())).all().item<bool>());
        Refused(
            "Expected features with the SENSITIVITY family, which needs the operator, got none. (Parameter 'features')",
            () => extractor.call(trajectory));
    }

    [Fact]
    public void Weights_AreSavedAndLoaded()
    {
        var options = new FeatureEncoderOptions { EncodesSummary = true, EncodesTemporal = true };
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            using var extractor = new AlignedFeatureExtractor(space, options);
            extractor.call(trajectory);
            extractor.eval();
            Weights.Save(extractor, path, new Dictionary<string, string> { ["feature_space"] = space.ToJson() });
            var stored = FeatureSpace.FromJson(SafetensorsFile.ReadMetadata(path)["feature_space"], path);
            using var read = new AlignedFeatureExtractor(stored, options);
            Weights.Load(read, path);
            read.eval();

            Assert.True(read.call(trajectory).equal(extractor.call(trajectory)).all().item<bool>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Calls_LeaveNoTensors()
    {
        using var extractor = new AlignedFeatureExtractor(space, new FeatureEncoderOptions { EncodesTemporal = true });
        using var quiet = no_grad();
        extractor.call(trajectory).Dispose();
        using var ledger = TensorLedger.Start();

        for (int i = 0; i < 10; i++)
        {
            using var y = extractor.call(trajectory);
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        var other = FeatureSpace.Fit(rand(3, 2), ["initial::a", "b"]);
        Refused(
            "Expected a space of the 197 features of trajectories, got 2 with 'initial::a' where "
            + "'initial::spatial.clusters' belongs. (Parameter 'space')",
            () => new AlignedFeatureExtractor(other));
        var mask = space.SourceNames.Select(name => name.StartsWith("initial", StringComparison.Ordinal)).ToArray();
        Refused(
            "Expected features to encode, the space keeps no temporal::* one.",
            () => new AlignedFeatureExtractor(
                space with { Mask = mask }, new FeatureEncoderOptions { EncodesTemporal = true }));
        using var extractor = new AlignedFeatureExtractor(space, new FeatureEncoderOptions { InitialCnn = true });
        using var features = TrajectoryFeatures.Of(trajectory);
        Refused(
            "Expected the first states, which the CNN reads, got none. (Parameter 'first')",
            () => extractor.Encode(features));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureEncoderOptions { Dropout = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureEncoderOptions { InitialChannels = 0 });
    }

    public void Dispose() => scope.Dispose();

    private bool ChangesWith(AlignedFeatureExtractor extractor, string part, Tensor before)
    {
        using var quiet = no_grad();
        var weight = extractor.named_parameters()
            .First(entry => entry.name.StartsWith($"{part}.", StringComparison.Ordinal)).parameter;
        var kept = weight.clone();
        weight.mul_(1.5);
        bool changes = !extractor.call(trajectory).allclose(before);
        weight.copy_(kept);
        return changes;
    }

    private static void Refused(string message, Func<object> action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => { action(); }).Message);
}
