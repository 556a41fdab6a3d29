using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class InstanceNormGeluTests
{
    private const double Epsilon = 1e-5;

    public static TheoryData<long[]> Shapes =>
        [[2, 3, 8, 8], [1, 2, 3, 5], [3, 4, 2], [2, 5, 33, 31], [1, 1, 4, 6, 7], [1, 2, 130, 70]];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryRegisterLength_AgreesWithSeparateOperatorsInDouble(long[] shape)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        Tensor[] inputs = Inputs(shape);
        var weight = randn(shape);

        foreach (var (kernels, count) in FusedKernels.Supported.SelectMany(each => new[] { (each, 3), (each, 4) }))
        {
            Tensor[] leaves = [.. inputs[..count].Select(input => input.clone().requires_grad_())];
            Tensor[] exact = [.. inputs[..count].Select(input => input.to(ScalarType.Float64).requires_grad_())];
            var y = InstanceNormGeluFunction.Run(
                kernels, leaves[0], leaves[1], leaves[2], Epsilon, leaves.ElementAtOrDefault(3));
            var expected = Apply(exact);
            (y * weight).sum().backward();
            (expected * weight.to(ScalarType.Float64)).sum().backward();

            RequireClose(expected, y, 3e-6); // float32 rounding of some twenty operations
            for (int i = 0; i < count; i++)
            {
                RequireClose(exact[i].grad!, leaves[i].grad!, 1e-5);
            }
        }
    }

    [Fact]
    public void Composition_HasTheGradientsOfFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        const double Step = 1e-6;
        Tensor[] inputs = [.. Inputs([2, 2, 3, 4]).Select(input => input.to(ScalarType.Float64).requires_grad_())];
        var weight = randn([2, 2, 3, 4], ScalarType.Float64);
        Tensor Loss() => (Apply(inputs) * weight).sum();
        Loss().backward();

        using var quiet = no_grad();
        foreach (var input in inputs)
        {
            var direction = randn(input.shape, ScalarType.Float64);
            input.add_(direction * Step);
            double above = Loss().item<double>();
            input.add_(direction * (-2 * Step));
            double below = Loss().item<double>();
            input.add_(direction * Step);
            Assert.Equal((direction * input.grad!).sum().item<double>(), (above - below) / (2 * Step), 1e-7);
        }
    }

    [Fact]
    public void Kernel_HoldsForLargeOffsetsAndWideValues()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        Tensor[] inputs = Inputs([1, 2, 64, 64]);
        inputs[0] = (inputs[0] * 0.01) + 20; // mean 2000 times the deviation
        inputs[1] = full([2], 30f); // far into both tails

        var expected = Apply([.. inputs.Select(input => input.to(ScalarType.Float64))]);

        RequireClose(expected, Apply(inputs), 1e-3); // x alone is rounded to 1e-4 of its deviation
    }

    [Fact]
    public void NonContiguousInputsAndGradients_GiveTheSame()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        Tensor[] inputs = Inputs([2, 3, 4, 8]);
        Tensor[] leaves = [.. inputs.Select(input => input.clone().requires_grad_())];
        var turned = inputs[0].transpose(2, 3).contiguous().transpose(2, 3).requires_grad_();

        Apply(leaves).transpose(2, 3).contiguous().square().sum().backward();
        Apply([turned, .. inputs[1..]]).transpose(2, 3).contiguous().square().sum().backward();

        Assert.True(turned.grad!.equal(leaves[0].grad!).all().item<bool>());
    }

    [Fact]
    public void NotANumber_StaysOne()
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = Inputs([1, 2, 4, 4]);
        inputs[0][0, 1, 2, 2] = tensor(float.NaN);

        var y = Apply(inputs);

        Assert.True(y.select(1, 0).isfinite().all().item<bool>());
        Assert.False(y.select(1, 1).isfinite().any().item<bool>());
    }

    [Fact]
    public void ForwardAndBackward_LeaveNoTensors()
    {
        using var x = randn(2, 3, 8, 8).requires_grad_();
        using var weight = ones(3).requires_grad_();
        using var bias = zeros(3).requires_grad_();
        Step();
        using var ledger = TensorLedger.Start();
        for (int i = 0; i < 20; i++)
        {
            Step();
        }

        ledger.RequireBalanced();

        void Step()
        {
            using var y = InstanceNormGelu.Apply(x, weight, bias, Epsilon, x);
            using var loss = y.sum();
            loss.backward();
            (x.grad, weight.grad, bias.grad) = (null, null, null);
        }
    }

    [Fact]
    public void OtherShapes_AreRefused()
    {
        using var scope = NewDisposeScope();
        var (x, one) = (randn(2, 3, 4, 4), ones(3));

        RequireRefusal(
            "Expected shape [B, C, n_1 .. n_d] with at least two cells, got [2, 3, 1, 1]. (Parameter 'x')",
            () => InstanceNormGelu.Apply(randn(2, 3, 1, 1), one, one, Epsilon));
        RequireRefusal(
            "Expected shape [C=3], got [4]. (Parameter 'bias')",
            () => InstanceNormGelu.Apply(x, one, ones(4), Epsilon));
        RequireRefusal(
            "Expected shape [2, 3, 4, 4] like x, got [2, 3, 4, 5]. (Parameter 'residual')",
            () => InstanceNormGelu.Apply(x, one, one, Epsilon, randn(2, 3, 4, 5)));
    }

    private static Tensor[] Inputs(long[] shape) =>
        [(2 * randn(shape)) + 0.3, randn(shape[1]) + 1, randn(shape[1]), randn(shape)];

    private static Tensor Apply(Tensor[] inputs) =>
        InstanceNormGelu.Apply(inputs[0], inputs[1], inputs[2], Epsilon, inputs.Length > 3 ? inputs[3] : null);

    private static void RequireClose(Tensor expected, Tensor actual, double tolerance)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Float32, actual.dtype);
        double scale = Math.Max(1, expected.abs().max().item<double>());
        double difference = (actual.detach().to(ScalarType.Float64) - expected.detach()).abs().max().item<double>();
        Assert.True(difference <= tolerance * scale, $"difference {difference:g3}, allowed {tolerance * scale:g3}");
    }

    private static void RequireRefusal(string message, Func<object> action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);
}
