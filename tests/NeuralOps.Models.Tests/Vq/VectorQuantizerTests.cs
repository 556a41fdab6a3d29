using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class VectorQuantizerTests
{
    private const string Golden = "G2.3-vector-quantizer";

    private static readonly VectorQuantizerOptions Small = new() { NumEmbeddings = 6, EmbeddingDim = 3 };

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Evaluation_HasTheReferencesOutputsAndGradients(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(Golden);
        using var quantizer = Load(golden, dtype);
        quantizer.eval();
        var z = golden.Read("in:z_eval").to(dtype).requires_grad_();

        var found = quantizer.call(z);
        ((found.Quantized * golden.Read("gout").to(dtype)).sum() + found.Loss).backward();

        Assert.Equal(golden.Read("eval/out:ids").data<long>().ToArray(), found.Codes.data<long>().ToArray());
        golden.RequireOutput("eval/out:quantized", found.Quantized);
        golden.RequireOutput("eval/out:loss", found.Loss);
        golden.RequireGradient("eval/grad:embedding.weight", quantizer.Codebook.grad!);
        golden.RequireGradient("eval/grad:in:z_eval", z.grad!);
    }

    [Theory]
    [InlineData("compat_init", EmaStart.Zero)]
    [InlineData("fixed_init", EmaStart.One)]
    public void Training_FollowsTheVectorsAsTheReference(string variant, EmaStart start)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(Golden);
        using var quantizer = Load(golden, ScalarType.Float64);
        quantizer.ClusterSizes.fill_(start == EmaStart.One ? 1 : 0);
        var batches = golden.Read("in:z_train").to(ScalarType.Float64);

        for (int step = 0; step < 3; step++)
        {
            quantizer.call(batches[step]);
            golden.RequireOutput($"{variant}/step{step}/out:embedding", quantizer.Codebook);
            golden.RequireOutput($"{variant}/step{step}/out:ema_cluster_size", quantizer.ClusterSizes);
            golden.RequireOutput($"{variant}/step{step}/out:ema_w", quantizer.ClusterSums);
        }
    }

    [Theory]
    [InlineData(EmaStart.One, 1f)]
    [InlineData(EmaStart.Zero, 0f)]
    public void New_StartsWithinItsBound_AndFromTheRuleAsked(EmaStart start, float size)
    {
        using var scope = NewDisposeScope();
        using var quantizer = new VectorQuantizer(Small with { EmaStart = start });

        Assert.Equal(["embedding.weight", "ema_cluster_size", "ema_w"], quantizer.state_dict().Keys);
        Assert.All(quantizer.ClusterSizes.data<float>().ToArray(), value => Assert.Equal(size, value));
        Assert.InRange(quantizer.Codebook.abs().max().item<float>(), 0.01f, 1f / 6);
        Assert.True(quantizer.ClusterSums.equal(quantizer.Codebook).all().item<bool>());
    }

    [Fact]
    public void EqualDistances_GiveTheFirstCode()
    {
        using var scope = NewDisposeScope();
        using var quantizer = Of([[1, 0, 0], [-1, 0, 0], [1, 0, 0], [0, 5, 0]], Small);

        var codes = quantizer.Codes(tensor(new float[] { 2, 0, 0, 0, 0, 0, -3, 0, 0 }, [3, 3]));

        Assert.Equal([0L, 0, 1], codes.data<long>().ToArray());
    }

    [Fact]
    public void Channels_AgreeWithTheLastAxis()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var last = new VectorQuantizer(Small);
        using var channels = new VectorQuantizer(Small with { Axis = VectorAxis.Channels });
        Weights.Load(channels, last.state_dict());
        last.eval();
        channels.eval();
        var z = randn(2, 3, 4, 5) / 5;

        var expected = last.call(z.permute(0, 2, 3, 1));
        var found = channels.call(z);

        Assert.Equal([2L, 4, 5], found.Codes.shape);
        Assert.Equal([2L, 3, 4, 5], found.Quantized.shape);
        Assert.True(expected.Codes.equal(found.Codes).all().item<bool>());
        Assert.True(expected.Quantized.permute(0, 3, 1, 2).equal(found.Quantized).all().item<bool>());
        Assert.True(channels.Lookup(found.Codes).allclose(found.Quantized, atol: 1e-6));
        Assert.True(channels.Codes(z).equal(found.Codes).all().item<bool>());
        Assert.True(CodebookUse.Of(found.Codes, 6).Utilization > 0.3);
    }

    [Fact]
    public void StraightThrough_PassesTheGradientUnchanged()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new VectorQuantizer(Small);
        var z = randn(7, 3).requires_grad_();
        var weight = randn(7, 3);

        (quantizer.call(z).Quantized * weight).sum().backward();

        Assert.True(z.grad!.equal(weight).all().item<bool>());
        Assert.Null(quantizer.Codebook.grad);
    }

    [Fact]
    public void RotationTrick_KeepsAnglesBetweenGradientAndVector_AndScalesByTheNorms()
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var quantizer = new VectorQuantizer(Small with { RotationTrick = true }).to(ScalarType.Float64);
        quantizer.eval();
        var z = randn([40, 3], ScalarType.Float64).requires_grad_();
        var weight = randn([40, 3], ScalarType.Float64);

        var found = quantizer.call(z);
        (found.Quantized * weight).sum().backward();

        var q = quantizer.Lookup(found.Codes).detach();
        var (g, x) = (z.grad!, z.detach());
        Assert.True(found.Quantized.allclose(q, rtol: 0, atol: 1e-14));
        var ratio = q.norm(1) / x.norm(1);
        Assert.True((weight.norm(1) * ratio).allclose(g.norm(1), rtol: 1e-10));
        Assert.True(Cosine(g, x).allclose(Cosine(weight, q), rtol: 0, atol: 1e-10)); // the angle at q is that at z
        Assert.False(g.allclose(weight));

        static Tensor Cosine(Tensor a, Tensor b) => (a * b).sum(1) / (a.norm(1) * b.norm(1));
    }

    [Fact]
    public void RotationTrick_IsExactWhereTheRotationIsNotDefined()
    {
        using var scope = NewDisposeScope();
        using var quantizer = Of([[-1, 0, 0]], Small with { RotationTrick = true });
        var z = tensor(new float[] { 0, 0, 0, 2, 0, 0 }, [2, 3]).requires_grad_();

        var found = quantizer.call(z);
        found.Quantized.sum().backward();

        Assert.Equal([-1f, 0, 0, -1, 0, 0], found.Quantized.data<float>().ToArray());
        Assert.True(z.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void StartAtMeans_FindsTheClusters_TheSameEachTime()
    {
        random.manual_seed(3);
        using var scope = NewDisposeScope();
        var centers = tensor(new float[] { 5, 0, 0, 0, 5, 0, 0, 0, 5, -5, 0, 0, 0, -5, 0, 0, 0, -5 }, [6, 3]);
        var z = (centers.unsqueeze(1) + (0.1 * randn(6, 20, 3))).reshape(120, 3);
        using var first = new VectorQuantizer(Small);
        using var second = new VectorQuantizer(Small with { EmaStart = EmaStart.Zero });

        first.StartAtMeans(z, new RandomStream(4, "means"));
        second.StartAtMeans(z, new RandomStream(4, "means"));

        Assert.Equal(1, CodebookUse.Of(first.Codes(z), 6).Utilization);
        var means = z.view(6, 20, 3).mean([1]);
        Assert.True(first.Lookup(first.Codes(means)).allclose(means, rtol: 0, atol: 1e-5));
        Assert.True(first.Codebook.equal(second.Codebook).all().item<bool>());
        Assert.True(second.ClusterSums.equal(second.Codebook).all().item<bool>());
        Assert.Equal(6, second.ClusterSizes.sum().item<float>());
    }

    [Fact]
    public void BatchThatIsNotFinite_LeavesTheCodebookAlone()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new VectorQuantizer(Small);
        var before = quantizer.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());

        var found = quantizer.call(tensor(new[] { float.NaN, 0, 0, 1, 1, 1 }, [2, 3]));

        Assert.True(float.IsNaN(found.Loss.item<float>()));
        Assert.All(before, entry => Assert.True(
            entry.Value.equal(quantizer.state_dict()[entry.Key]).all().item<bool>(), entry.Key));
    }

    [Fact]
    public void AdoptCodebook_MakesAGradientStepLast()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new VectorQuantizer(Small with { Decay = 0.999 }).to(ScalarType.Float64);
        using (no_grad())
        {
            quantizer.Codebook.add_(1);
        }

        quantizer.AdoptCodebook();
        var moved = quantizer.Codebook.clone();
        quantizer.call(moved + 0.0); // each code is its own cluster, so the average is the codebook

        Assert.True(quantizer.Codebook.allclose(moved, rtol: 0, atol: 1e-4)); // epsilon moves counts by 1e-5
    }

    [Fact]
    public void ResetDeadCodes_DrawsVectorsOfTheBatch_AtMostAQuarter()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new VectorQuantizer(new() { NumEmbeddings = 8, EmbeddingDim = 3 });
        quantizer.ClusterSizes.copy_(tensor(new float[] { 9, 1, 8, 0, 7, 2, 6, 5 }));
        var z = randn(30, 3) + 10;
        var before = quantizer.Codebook.clone();

        int count = quantizer.ResetDeadCodes(z, new RandomStream(1, "reset"), percentile: 60);

        Assert.Equal(2, count);
        long[] moved = [.. (quantizer.Codebook != before).any(1).data<bool>().ToArray().Index()
            .Where(code => code.Item).Select(code => (long)code.Index)];
        Assert.Equal([1L, 3], moved);
        Assert.All(moved, code => Assert.True((z == quantizer.Codebook[code]).all(1).any().item<bool>()));
        Assert.Equal(5, quantizer.ClusterSizes[1].item<float>()); // the lower median of 0 1 2 5 6 7 8 9
        Assert.True(quantizer.ClusterSums[3].equal(quantizer.Codebook[3]).all().item<bool>());
    }

    [Fact]
    public void StepsOfTraining_LeaveNoTensors()
    {
        using var quantizer = new VectorQuantizer(Small with { RotationTrick = true });
        using var z = randn(20, 3).requires_grad_();
        Step();
        using var ledger = TensorLedger.Start();

        for (int i = 0; i < 20; i++)
        {
            Step();
        }

        ledger.RequireBalanced();

        void Step()
        {
            using var found = quantizer.call(z);
            found.Loss.backward();
            quantizer.zero_grad();
            z.grad = null;
            quantizer.ResetDeadCodes(z, [0, 1]);
            quantizer.AdoptCodebook();
            quantizer.Codes(z).Dispose();
            quantizer.Lookup(found.Codes).Dispose();
            quantizer.StartAtMeans(z, new RandomStream(1, "means"), 2);
        }
    }

    [Fact]
    public void Calls_RefuseOtherInputs()
    {
        using var scope = NewDisposeScope();
        using var last = new VectorQuantizer(Small);
        using var channels = new VectorQuantizer(Small with { Axis = VectorAxis.Channels });

        Refused(() => last.call(rand(2, 4)), "Expected shape [.., D=3], got [2, 4]. (Parameter 'z')");
        Refused(() => channels.call(rand(2, 4, 3)), "Expected shape [B, D=3, ..], got [2, 4, 3]. (Parameter 'z')");
        Refused(() => channels.Codes(rand(3)), "Expected shape [B, D=3, ..], got [3]. (Parameter 'z')");
        Refused(
            () => last.Codes(rand([2, 3], ScalarType.Float64)),
            "Expected dtype Float32 as the codes have, got Float64. (Parameter 'z')");
        Refused(
            () => Start(last),
            "Expected at least 6 vectors for as many codes, got 5. (Parameter 'z')");
        Refused(
            () => last.ResetDeadCodes(rand(5, 3), []),
            "Expected at least one row to take, got none. (Parameter 'rows')");

        static object Start(VectorQuantizer quantizer)
        {
            quantizer.StartAtMeans(rand(5, 3), new RandomStream(1, "means"));
            return quantizer;
        }
    }

    [Fact]
    public void Options_RefuseBadValues()
    {
        OutOfRange(
            () => Small with { NumEmbeddings = 0 },
            "NumEmbeddings ('0') must be greater than or equal to '1'. (Parameter 'NumEmbeddings')\n"
            + "Actual value was 0.");
        OutOfRange(
            () => Small with { Decay = 1 },
            "Decay ('1') must be less than '1'. (Parameter 'Decay')\nActual value was 1.");
        OutOfRange(
            () => Small with { Epsilon = 0 },
            "Epsilon ('0') must be a non-negative and non-zero value. (Parameter 'Epsilon')\nActual value was 0.");
        OutOfRange(
            () => Small with { CommitmentCost = -1 },
            "CommitmentCost ('-1') must be a non-negative value. (Parameter 'CommitmentCost')\nActual value was -1.");
    }

    [Fact]
    public void CodebookUse_CountsCodes()
    {
        using var scope = NewDisposeScope();

        var use = CodebookUse.Of(tensor(new long[] { 0, 0, 2, 2 }, [2, 2]), 4);

        Assert.Equal(0.5, use.Utilization);
        Assert.Equal(0.5, use.AverageUsage);
        Assert.Equal(2, use.Perplexity, 1e-8); // of log(p + 1e-10)
        Refused(
            () => CodebookUse.Of(tensor(new long[] { 4 }), 4), "Expected codes in [0, 4), got 4. (Parameter 'codes')");
        Refused(
            () => CodebookUse.Of(zeros([0], ScalarType.Int64), 4),
            "Expected at least one code, got none. (Parameter 'codes')");
    }

    internal static void Refused(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    internal static void OutOfRange(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(action).Message);

    private static VectorQuantizer Of(float[][] codes, VectorQuantizerOptions options)
    {
        var quantizer = new VectorQuantizer(options with { NumEmbeddings = codes.Length });
        using var quiet = no_grad();
        quantizer.Codebook.copy_(tensor(codes.SelectMany(code => code).ToArray(), [codes.Length, codes[0].Length]));
        quantizer.eval();
        return quantizer;
    }

    private static VectorQuantizer Load(GoldenCase golden, ScalarType dtype)
    {
        var quantizer = new VectorQuantizer(new() { NumEmbeddings = 24, EmbeddingDim = 8 });
        Weights.Load(quantizer, golden.Weights);
        return quantizer.to(dtype);
    }
}
