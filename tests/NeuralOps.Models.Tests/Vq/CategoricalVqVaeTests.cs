using System.Text.Json;
using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class CategoricalVqVaeTests
{
    private const string Golden = "G2.4-categorical-vqvae";

    internal static CategoricalVqOptions Tiny { get; } = new()
    {
        InputDim = 5,
        Categories =
        [
            new() { Name = "a", Indices = [0, 2], Levels = [Level(6, 4), Level(3, 2)] },
            new() { Name = "net", Indices = [1, 3, 4], Levels = [Level(5, 3), Level(4, 2)] },
        ],
        GroupEmbeddingDim = 6,
        GroupHiddenDim = 7,
    };

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Evaluation_HasTheReferencesOutputs(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(Golden);
        using var model = Load(golden).to(dtype);
        var x = golden.Read("in:features").to(dtype);

        using var output = model.call(x);

        golden.RequireOutput("out:reconstruction", output.Reconstruction);
        golden.RequireOutput("out:vq_loss", output.VqLoss);
        golden.RequireOutput("out:latent_5", output.Latents[5]);
        golden.RequireOutput("out:partial_4", output.Partials[4]);
        golden.RequireOutput("out:decoded_from_tokens", model.DecodeTokens(output.Tokens));
        Assert.Equal(golden.Read("out:tokens").data<long>().ToArray(), output.Tokens.data<long>().ToArray());
        Assert.Equal(output.Tokens.data<long>().ToArray(), model.Tokenize(x).data<long>().ToArray());
    }

    [Theory]
    [InlineData("compat/", true)]
    [InlineData("correct/", false)]
    public void Loss_HasTheReferencesGradients(string variant, bool detaches)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(Golden);
        using var model = Load(golden).to(ScalarType.Float64);
        var x = golden.Read("in:features").to(ScalarType.Float64).requires_grad_();
        var loss = new CategoricalVqLoss(
            new() { TopographicSamples = 4, DetachesOrthogonality = detaches });

        using var terms = loss.Of(model, model.call(x), x);
        terms.Total.backward();

        golden.RequireOutput("out:loss_total", terms.Total);
        golden.RequireGradient($"{variant}grad:in:features", x.grad!);
        golden.RequireGradient(
            $"{variant}grad:vq_layers.0.embedding.weight", model.Quantizers[0].Codebook.grad!);
    }

    [Fact]
    public void StateDict_HasTheReferencesNames()
    {
        using var golden = GoldenCase.Open(Golden);
        using var model = Load(golden);

        Assert.Equal(
            SafetensorsFile.ReadNames(golden.Weights).Order(StringComparer.Ordinal),
            model.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backward_ReachesEveryParameter_AndEveryPartMatters(bool rotates)
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var model = Spread(Tiny with { RotationTrick = rotates });
        model.eval();
        var x = randn(40, 5);
        var loss = new CategoricalVqLoss(new());

        using var output = model.call(x);
        using var terms = loss.Of(model, output, x);
        terms.Total.backward();

        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.True(parameter.grad is { } g && g.abs().max().item<float>() > 0, $"{name} has no gradient");
            var before = parameter.detach().clone();
            using (no_grad())
            {
                parameter.add_(randn(parameter.shape));
            }

            using var changed = loss.Of(model, model.call(x), x);
            Assert.True(
                Math.Abs((changed.Total - terms.Total).item<float>()) > 1e-6, $"{name} changes nothing");
            using var quiet = no_grad();
            parameter.copy_(before);
        }
    }

    [Fact]
    public void Parts_AgreeWithTheWhole()
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var model = Spread(Tiny);
        model.eval();
        var x = randn(9, 5).requires_grad_();

        using var output = model.call(x);
        var z = model.Encode(x);
        var (quantized, tokens) = model.Quantize(z);

        Assert.Equal(11, model.LatentDim);
        Assert.True(z.equal(cat([.. output.Latents], 1)).all().item<bool>());
        Assert.True(quantized.equal(cat([.. output.Quantized], 1)).all().item<bool>());
        Assert.True(tokens.equal(output.Tokens).all().item<bool>());
        Assert.True(model.Decode(quantized).equal(output.Reconstruction).all().item<bool>());
        Assert.True(model.DecodeTokens(tokens).allclose(output.Reconstruction, atol: 1e-5));
        quantized.sum().backward();
        Assert.True(x.grad!.abs().max().item<float>() > 0); // through the encoder
        Assert.All(model.Quantizers, quantizer => Assert.Null(quantizer.Codebook.grad));
    }

    [Fact]
    public void Categories_SeeTheirFeaturesAlone()
    {
        random.manual_seed(3);
        using var scope = NewDisposeScope();
        using var model = new CategoricalVqVae(Tiny);
        model.eval();
        var x = randn(4, 5);
        var other = x.clone();
        other.select(1, 3).add_(1);

        var difference = (model.Encode(other) - model.Encode(x)).abs();

        Assert.Equal(0, difference.narrow(1, 0, 6).max().item<float>());
        Assert.True(difference.narrow(1, 6, 5).max().item<float>() > 1e-3);
    }

    [Fact]
    public void Training_LowersTheLoss_AndUsesTheCodes()
    {
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        using var model = new CategoricalVqVae(Tiny with { Dropout = 0, Decay = 0.9 });
        var hidden = randn(128, 2);
        var x = hidden.matmul(randn(2, 5));
        model.StartAtMeans(x, new RandomStream(1, "means"));
        using var optimizer = optim.Adam(model.parameters(), 2e-2);
        var loss = new CategoricalVqLoss(new());
        var stream = new RandomStream(1, "rows");
        float first = 0, last = 0;

        for (int step = 0; step < 60; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            using var output = model.call(x);
            using var terms = loss.Of(model, output, x, stream);
            terms.Total.backward();
            optimizer.step();
            last = terms.Parts["reconstruction"].item<float>();
            first = step == 0 ? last : first;
        }

        var metrics = CategoricalVqMetrics.Of(model, x);
        Assert.True(last < 0.5 * first, $"{first} -> {last}");
        Assert.True(metrics.Utilization > 0.6, $"{metrics.Utilization}");
        Assert.True(model.training);
    }

    [Fact]
    public void File_SaysWhatItHolds()
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        using var model = new CategoricalVqVae(Tiny with { EmaStart = EmaStart.Zero, CommitmentCost = 0.4 });
        model.eval();
        var x = randn(6, 5);
        try
        {
            model.Save(path, new Dictionary<string, string> { ["feature_space"] = "{}" });
            using var copy = CategoricalVqVae.Load(path);

            Assert.Equal(OptionsJson.Serialize(model.Options), OptionsJson.Serialize(copy.Options));
            Assert.True(model.call(x).Reconstruction.equal(copy.call(x).Reconstruction).all().item<bool>());
            Assert.Equal("{}", SafetensorsFile.ReadMetadata(path)["feature_space"]);
            Assert.False(copy.training);
            Weights.Save(model, path);
            Assert.Equal(
                $"{path}: expected the header of a categorical autoencoder with 'model', found none.",
                Assert.Throws<InvalidDataException>(() => CategoricalVqVae.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void StepsOfTraining_LeaveNoTensors()
    {
        using var model = new CategoricalVqVae(Tiny);
        using var x = randn(20, 5);
        var loss = new CategoricalVqLoss(new() { TopographicSamples = 8 });
        var stream = new RandomStream(1, "rows");
        Step();
        using var ledger = TensorLedger.Start();

        for (int i = 0; i < 10; i++)
        {
            Step();
        }

        ledger.RequireBalanced();

        void Step()
        {
            using var output = model.call(x);
            using var terms = loss.Of(model, output, x, stream);
            terms.Total.backward();
            model.zero_grad();
            model.ResetDeadCodes(x, stream);
            using var z = model.Encode(x);
            (Tensor quantized, Tensor tokens) = model.Quantize(z);
            model.Decode(quantized).Dispose();
            model.DecodeTokens(tokens).Dispose();
            model.Tokenize(x).Dispose();
            quantized.Dispose();
            tokens.Dispose();
            _ = CategoricalVqMetrics.Of(model, x);
        }
    }

    [Fact]
    public void Calls_RefuseOtherInputs()
    {
        using var scope = NewDisposeScope();
        using var model = new CategoricalVqVae(Tiny);

        VectorQuantizerTests.Refused(
            () => model.call(rand(2, 4)), "Expected shape [B, F=5], got [2, 4]. (Parameter 'x')");
        VectorQuantizerTests.Refused(
            () => model.call(rand([2, 5], ScalarType.Float64)),
            "Expected dtype Float32 as the weights have, got Float64. (Parameter 'x')");
        VectorQuantizerTests.Refused(
            () => model.Quantize(rand(2, 9)), "Expected shape [B, D=11], got [2, 9]. (Parameter 'z')");
        VectorQuantizerTests.Refused(
            () => model.Decode(rand(2, 9)), "Expected shape [B, D=11], got [2, 9]. (Parameter 'quantized')");
        VectorQuantizerTests.Refused(
            () => model.DecodeTokens(zeros([2, 3], ScalarType.Int64)),
            "Expected shape [B, L=4], got [2, 3]. (Parameter 'tokens')");
    }

    [Fact]
    public void Options_RefuseBadCategories()
    {
        VectorQuantizerTests.Refused(
            () => Tiny.Categories[0] with { Name = "a.b" },
            "Expected a category name that is not empty and has no '.', got 'a.b'. (Parameter 'Name')");
        VectorQuantizerTests.Refused(
            () => Tiny.Categories[0] with { Indices = [] },
            "Expected at least one feature in a category, got none. (Parameter 'Indices')");
        VectorQuantizerTests.Refused(
            () => Tiny.Categories[0] with { Levels = [] },
            "Expected at least one level in a category, got none. (Parameter 'Levels')");
        VectorQuantizerTests.Refused(
            () => Tiny with { Categories = [] }, "Expected at least one category, got none. (Parameter 'Categories')");
        VectorQuantizerTests.Refused(
            () => new CategoricalVqVae(Tiny with { InputDim = 3 }),
            "Expected features in [0, 3) in category 'net', got 3. (Parameter 'options')");
        VectorQuantizerTests.Refused(
            () => new CategoricalVqVae(Tiny with { Categories = [Tiny.Categories[0], Tiny.Categories[0]] }),
            "Expected categories of different names, got 'a' twice. (Parameter 'options')");
    }

    /// <summary>A model whose codes are as far apart as its latents.</summary>
    internal static CategoricalVqVae Spread(CategoricalVqOptions options)
    {
        var model = new CategoricalVqVae(options);
        using var quiet = no_grad();
        foreach (var quantizer in model.Quantizers)
        {
            quantizer.Codebook.normal_();
        }

        return model;
    }

    private static VqLevel Level(int tokens, int width) => new() { NumTokens = tokens, LatentDim = width };

    private static CategoricalVqVae Load(GoldenCase golden)
    {
        var levels = golden.Configuration.GetProperty("resolved_levels");
        var model = new CategoricalVqVae(new()
        {
            InputDim = 20,
            Categories =
            [
                .. golden.Configuration.GetProperty("group_indices").EnumerateObject().Select(group => new VqCategory
                {
                    Name = group.Name,
                    Indices = group.Value.Deserialize<int[]>()!,
                    Levels = [.. levels.GetProperty(group.Name).EnumerateArray()
                        .Select(level => OptionsJson.Deserialize<VqLevel>(level.GetRawText()))],
                }),
            ],
            GroupEmbeddingDim = 16,
            GroupHiddenDim = 32,
        });
        Weights.Load(model, golden.Weights);
        model.eval();
        return model;
    }
}
