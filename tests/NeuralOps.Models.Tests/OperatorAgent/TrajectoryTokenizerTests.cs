using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public sealed class TrajectoryTokenizerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("neuralops-tokenizer-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void SavedAndLoaded_GivesTheSameTokensWithoutGradientsForItself()
    {
        using var scope = NewDisposeScope();
        var trajectories = Trajectories();
        using var made = Make(trajectories, extra: 0);
        made.eval();
        made.Save(Path.Combine(folder, TrajectoryTokenizer.FileName));
        using var loaded = TrajectoryTokenizer.Load(folder);
        var features = made.Features(trajectories);
        Assert.True(features.allclose(loaded.Features(trajectories), 0, 0));
        Assert.True(made.Network.Tokenize(features).allclose(loaded.Network.Tokenize(features), 0, 0));
        Assert.Equal(4, loaded.Timesteps);
        Assert.All(loaded.parameters(), parameter => Assert.False(parameter.requires_grad));
        var wanted = trajectories.detach().clone().requires_grad_();
        loaded.Network.Encode(loaded.Features(wanted)).square().mean().backward();
        Assert.True(wanted.grad!.abs().max().ToDouble() > 0);
    }

    [Fact]
    public void Features_OfALaterWindow_UseTheTrueFirstState()
    {
        using var scope = NewDisposeScope();
        var trajectories = Trajectories();
        using var tokenizer = Make(trajectories, extra: 0);
        var window = trajectories.narrow(1, 2, 3);
        var first = trajectories.select(1, 0);
        var initial = tokenizer.Extractor.Space.WidthOf(FeatureFamily.Initial);
        var whole = tokenizer.Features(trajectories).narrow(1, 0, initial);
        Assert.True(whole.allclose(tokenizer.Features(window, first).narrow(1, 0, initial), 1e-5, 1e-6));
        Assert.False(whole.allclose(tokenizer.Features(window).narrow(1, 0, initial), 1e-5, 1e-6));
    }

    [Fact]
    public void NetworkOfAnotherWidth_IsRefused()
    {
        using var scope = NewDisposeScope();
        var trajectories = Trajectories();
        int width = Extractor(trajectories).Width;
        var error = Assert.Throws<ArgumentException>(() => Make(trajectories, extra: 16));
        Assert.Equal(
            $"Expected a network of {width} features, as the extractor gives, got one of {width + 16}. "
            + "(Parameter 'network')",
            error.Message);
    }

    [Fact]
    public void NoTokenizer_IsSaid()
    {
        var error = Assert.Throws<FileNotFoundException>(() => TrajectoryTokenizer.Load(folder));
        Assert.Equal($"{folder}: expected a tokenizer or the folder of one, found none.", error.Message);
    }

    private static Tensor Trajectories()
    {
        manual_seed(3);
        return randn([6, 1, 1, 8, 8]) + (0.3 * randn([6, 5, 1, 8, 8])); // [B, T+1, C, H, W]
    }

    private static AlignedFeatureExtractor Extractor(Tensor trajectories)
    {
        using var features = TrajectoryFeatures.Of(trajectories);
        return new AlignedFeatureExtractor(FeatureSpace.Fit(features.Flat(), TrajectoryFeatures.FlatNames()));
    }

    private static TrajectoryTokenizer Make(Tensor trajectories, int extra)
    {
        var extractor = Extractor(trajectories);
        int[] all = [.. Enumerable.Range(0, extractor.Width)];
        var network = new CategoricalVqVae(new CategoricalVqOptions
        {
            InputDim = extractor.Width + extra,
            Categories =
            [
                new VqCategory { Name = "first", Indices = all[..10], Levels = [Level(4, 3), Level(2, 2)] },
                new VqCategory { Name = "rest", Indices = all[10..], Levels = [Level(4, 3)] },
            ],
        });
        return new TrajectoryTokenizer(extractor, new FeatureEncoderOptions(), network, 4);
    }

    private static VqLevel Level(int tokens, int width) => new() { NumTokens = tokens, LatentDim = width };
}
