using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class CategoricalVqLossTests
{
    [Fact]
    public void Total_IsTheWeightedSum()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var model = CategoricalVqVaeTests.Spread(CategoricalVqVaeTests.Tiny);
        var x = randn(12, 5);
        var options = new CategoricalVqLossOptions
        {
            OrthogonalityWeight = 2,
            InformativenessWeight = 3,
            TopographicWeight = 5,
        };

        using var output = model.call(x);
        using var terms = new CategoricalVqLoss(options).Of(model, output, x);

        float Part(string name) => terms.Parts[name].item<float>();
        Assert.Equal(
            Part("reconstruction") + Part("vq") + (2 * Part("orthogonality")) + (3 * Part("informativeness"))
            + (5 * Part("topographic")),
            terms.Total.item<float>(),
            1e-4f);
        Assert.Equal(
            (0.3f * (1 - Part("topology_pre"))) + (0.7f * (1 - Part("topology_post"))), Part("topographic"), 1e-6f);
    }

    [Fact]
    public void Orthogonality_IsZeroForOrthogonalCodes_AndPushesOthersApart()
    {
        using var scope = NewDisposeScope();
        var level = new VqLevel { NumTokens = 3, LatentDim = 3 };
        using var model = new CategoricalVqVae(new()
        {
            InputDim = 2,
            Categories = [new() { Name = "all", Indices = [0, 1], Levels = [level] }],
        });
        model.eval();
        var codes = model.Quantizers[0].Codebook;
        var x = randn(4, 2);
        var loss = new CategoricalVqLoss(new() { OrthogonalityWeight = 1e6 });
        using (no_grad())
        {
            codes.copy_(2 * eye(3));
        }

        Assert.Equal(0, loss.Of(model, model.call(x), x).Parts["orthogonality"].item<float>());

        using (no_grad())
        {
            codes.copy_(tensor(new float[] { 1, 0, 0, 1, 1, 0, 0, 0, 1 }, [3, 3]));
        }

        using var terms = loss.Of(model, model.call(x), x);
        Assert.Equal(1f / 6, terms.Parts["orthogonality"].item<float>(), 1e-6f); // two of six pairs at 45 degrees
        terms.Total.backward();
        Assert.True((codes[0] * codes.grad![1]).sum().item<float>() > 0); // a step down turns code 1 away from code 0

        static Tensor eye(int n) => tensor(
            Enumerable.Range(0, n * n).Select(i => i % (n + 1) == 0 ? 1f : 0).ToArray(), [n, n]);
    }

    [Fact]
    public void Draws_FollowTheStream_AndTakeOnlyWhatIsAskedFor()
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var model = CategoricalVqVaeTests.Spread(CategoricalVqVaeTests.Tiny with
        {
            Categories =
            [
                new()
                {
                    Name = "all",
                    Indices = [0, 1, 2, 3, 4],
                    Levels = [new() { NumTokens = 90, LatentDim = 4 }],
                },
            ],
        });
        model.eval();
        var x = randn(30, 5);
        var loss = new CategoricalVqLoss(new() { TopographicSamples = 6 });
        using var output = model.call(x);

        LossTerms Draw(ulong seed) => loss.Of(model, output, x, new RandomStream(seed, "rows"));

        var (first, again, other) = (Draw(1), Draw(1), Draw(2));
        Assert.Equal(first.Total.item<float>(), again.Total.item<float>());
        Assert.NotEqual(first.Parts["topology_pre"].item<float>(), other.Parts["topology_pre"].item<float>());
        Assert.NotEqual(first.Parts["orthogonality"].item<float>(), other.Parts["orthogonality"].item<float>());
        Assert.Equal(first.Parts["reconstruction"].item<float>(), other.Parts["reconstruction"].item<float>());
    }

    [Fact]
    public void Topology_IsOneForASimilarity_AndBlindToItsScale()
    {
        random.manual_seed(3);
        using var scope = NewDisposeScope();
        var x = randn(10, 3);
        var turned = cat([-3 * x, zeros(10, 2)], 1) + 7;

        using var topology = Topology.Of(x, [turned, turned], [2 * turned, 2 * turned]);

        Assert.Equal(1, topology.Pre.item<float>(), 1e-4f);
        Assert.Equal(1, topology.Post.item<float>(), 1e-4f);
        Assert.Equal(1, topology.EndToEnd.item<float>(), 1e-4f);
        using var other = Topology.Of(x, [randn(10, 3)], [randn(10, 3)]);
        Assert.InRange(other.EndToEnd.item<float>(), -1, 0.9f);
    }

    [Fact]
    public void Gradients_AreFinite_ForOneRow_CollapsedCodes_AndACodeOfZeros()
    {
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        using var model = CategoricalVqVaeTests.Spread(CategoricalVqVaeTests.Tiny);
        model.eval();
        using (no_grad())
        {
            model.Quantizers[0].Codebook[1].zero_();
        }

        var same = randn(1, 5);
        foreach (var x in new[] { same, same.expand(6, 5) })
        {
            model.zero_grad();
            using var output = model.call(x);
            using var terms = new CategoricalVqLoss(new()).Of(model, output, x);
            terms.Total.backward();

            Assert.All(model.named_parameters(), entry => Assert.True(
                entry.parameter.grad?.isfinite().all().item<bool>() ?? true, entry.name));
        }
    }

    [Fact]
    public void Refusals_NameWhatIsWrong()
    {
        using var scope = NewDisposeScope();
        using var model = new CategoricalVqVae(CategoricalVqVaeTests.Tiny);
        using var output = model.call(rand(4, 5));

        VectorQuantizerTests.Refused(
            () => new CategoricalVqLoss(new()).Of(model, output, rand(3, 5)),
            "Expected shape [B=4, F=5], got [3, 5]. (Parameter 'features')");
        VectorQuantizerTests.Refused(
            () => Topology.Of(rand(4, 5), [rand(4, 2)], []),
            "Expected as many codes as latents, at least one, got 1 and 0. (Parameter 'quantized')");
        VectorQuantizerTests.OutOfRange(
            () => new CategoricalVqLossOptions { TopographicSamples = 0 },
            "TopographicSamples ('0') must be greater than or equal to '1'. (Parameter 'TopographicSamples')\n"
            + "Actual value was 0.");
    }
}
