using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Tests;

/// <summary>Functions against PyTorch: values and gradients.</summary>
public sealed class FunctionalTests
{
    // Same libtorch, same kernels; composed functions differ in the order of operations.
    private const double Tolerance = 1e-6;

    private static readonly Dictionary<string, JsonElement> Cases = Expected.Read("functional.json");

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["interpolate nearest size"] = x => functional.interpolate(x, size: [5, 3]),
        ["interpolate bilinear"] = x =>
            functional.interpolate(x, scale_factor: [1.5], mode: InterpolationMode.Bilinear),
        ["interpolate bilinear recomputed"] = x => functional.interpolate(
            x, scale_factor: [1.7], mode: InterpolationMode.Bilinear, recompute_scale_factor: true),
        ["interpolate linear"] = x => functional.interpolate(x, size: [7], mode: InterpolationMode.Linear),
        ["interpolate trilinear"] = x =>
            functional.interpolate(x, scale_factor: [2], mode: InterpolationMode.Trilinear),
        ["interpolate bicubic"] = x => functional.interpolate(x, size: [6, 5], mode: InterpolationMode.Bicubic),
        ["interpolate area"] = x => functional.interpolate(x, scale_factor: [0.5], mode: InterpolationMode.Area),
        ["interpolate antialias"] = x => functional.interpolate(
            x, size: [3, 4], mode: InterpolationMode.Bilinear, antialias: true),
        ["pad constant"] = x => functional.pad(x, (1, 2, 0, 1), value: 0.5),
        ["pad circular"] = x => functional.pad(x, [1L, 1, 2, 0], PaddingModes.Circular),
        ["mse_loss"] = x => functional.mse_loss(x, Target()),
        ["l1_loss sum"] = x => functional.l1_loss(x, Target(), Reduction.Sum),
        ["smooth_l1_loss"] = x => functional.smooth_l1_loss(x, Target(), beta: 0.3),
        ["huber_loss"] = x => functional.huber_loss(x, Target(), 0.3),
        ["cross_entropy"] = x => functional.cross_entropy(x, tensor(new[] { 1L, 0L, 2L }), label_smoothing: 0.1),
        ["binary_cross_entropy_with_logits"] = x => functional.binary_cross_entropy_with_logits(
            x, (Expected.Pattern(3, 4) * 0.5) + 0.5, reduction: Reduction.None),
        ["kl_div"] = x => functional.kl_div(x, (Expected.Pattern(3, 4) * 0.5) - 1, reduction: Reduction.Sum),
        ["normalize"] = x => functional.normalize(x, dim: 1),
        ["cosine_similarity"] = x => functional.cosine_similarity(x, Target()),
        ["unfold"] = x => functional.unfold(x, 2, padding: 1, stride: 2),
        ["fold"] = x => functional.fold(x, (4, 4), (2, 2), stride: (2, 2)),
        ["grid_sample"] = x => functional.grid_sample(
            x, Expected.Pattern(1, 2, 3, 2), padding_mode: GridSamplePaddingMode.Border, align_corners: true),
        ["attention"] = x => functional.scaled_dot_product_attention(x, (x * 0.5) + 0.1, 1 - x),
        ["attention causal"] = x => functional.scaled_dot_product_attention(x, (x * 0.5) + 0.1, 1 - x, is_casual: true),
        ["attention mask"] = x => functional.scaled_dot_product_attention(
            x, (x * 0.5) + 0.1, 1 - x, Expected.Pattern(3, 3)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_MatchesPyTorch(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement expected = Cases[name];
        Tensor x = Expected.Pattern(Expected.Longs(expected.GetProperty("input"))).requires_grad_();
        Tensor y = Functions[name](x);
        Expected.Match(expected.GetProperty("output"), y, Tolerance, "output");
        Expected.Backward(y);
        Expected.Match(expected.GetProperty("input_gradient"), x.grad, Tolerance, "input gradient");
    }

    [Fact]
    public void Attention_WithBoolMask_IgnoresWhatIsFalse()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = Expected.Pattern(1, 2, 4);
        Tensor mask = tensor(new[] { true, false, true, false }).reshape(2, 2);
        Tensor y = functional.scaled_dot_product_attention(q, q, q, mask);
        Assert.True(y.allclose(q[TensorIndex.Colon, TensorIndex.Slice(0, 1)].expand(1, 2, 4)));
    }

    [Fact]
    public void Activation_InPlace_ChangesItsInput()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new[] { -1f, 2f });
        functional.relu(x, inplace: true).Dispose();
        Assert.Equal([0f, 2f], x.data<float>().ToArray());
    }

    [Fact]
    public void Interpolate_RefusesWhatItCannotDo()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones([1, 1, 4]);
        Assert.Equal(
            "Expected exactly one of size and scale_factor.",
            Assert.Throws<ArgumentException>(() => functional.interpolate(x)).Message);
        Assert.Equal(
            "Bilinear interpolation does not take 3-dimensional input.",
            Assert.Throws<ArgumentException>(
                () => functional.interpolate(x, size: [2], mode: InterpolationMode.Bilinear)).Message);
        Assert.Equal(
            "Expected 1 values, one per spatial dimension, got 2. (Parameter 'size')",
            Assert.Throws<ArgumentException>(() => functional.interpolate(x, size: [2, 2])).Message);
    }

    [Fact]
    public void Init_DrawsAsPyTorch()
    {
        Dictionary<string, JsonElement> expected = Expected.Read("init.json");
        var fills = new Dictionary<string, Func<Tensor, Tensor>>
        {
            ["xavier_uniform_"] = weight => init.xavier_uniform_(weight),
            ["xavier_normal_"] = weight => init.xavier_normal_(weight),
            ["kaiming_normal_"] = weight => init.kaiming_normal_(weight, nonlinearity: init.NonlinearityType.ReLU),
            ["trunc_normal_"] = weight => init.trunc_normal_(weight, std: 0.5, a: -0.7, b: 0.9),
        };
        foreach ((string name, Func<Tensor, Tensor> fill) in fills)
        {
            manual_seed(2);
            using Tensor weight = fill(empty([3, 2, 2]));
            Expected.Match(expected[name], weight, 1e-6, name);
        }
        manual_seed(2);
        using var embedding = Embedding(4, 3, padding_idx: 1);
        Expected.Match(expected["Embedding"], embedding.weight, 0, "Embedding");
        using Tensor rows = embedding.call(tensor(new[] { 1L, 3L }));
        Assert.Equal([2L, 3L], rows.shape);
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("inf", double.PositiveInfinity)]
    public void ClipGradNorm_MatchesPyTorch(string name, double norm)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement expected = Expected.Read("clip.json")[name];
        TorchSharp.Modules.Parameter[] weights = [Parameter(Expected.Pattern(3, 4)), Parameter(Expected.Pattern(5))];
        (weights[0].pow(3).sum() + (weights[1] * 2).sum()).backward();
        double total = utils.clip_grad_norm_(weights, 0.5, norm);
        Assert.Equal(expected.GetProperty("total").GetDouble(), total, 6);
        Assert.All(weights.Zip(expected.GetProperty("gradients").EnumerateArray()), pair =>
            Expected.Match(pair.Second, pair.First.grad, 1e-6, "gradient"));
        Assert.Equal(17, utils.parameters_to_vector(weights).numel());
    }

    private static Tensor Target() => (Expected.Pattern(3, 4) * 0.5) + 0.1;
}
