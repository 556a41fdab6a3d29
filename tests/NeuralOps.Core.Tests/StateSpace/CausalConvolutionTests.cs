using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class CausalConvolutionTests
{
    private const double Tolerance = 3e-6; // float32 rounding of some ten operations; sums over frames are longer

    public static TheoryData<long, long, long, long, bool, bool> Sizes => new()
    {
        { 2, 50, 40, 4, true, true },
        { 2, 50, 40, 4, false, false },
        { 1, 1, 1, 1, true, true },
        { 2, 2, 17, 5, true, true },
        { 3, 9, 16, 3, false, true },
        { 1, 30, 65, 9, true, false },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Kernel_AgreesWithSeparateOperatorsInDouble(
        long batch, long length, long channels, long taps, bool isWhole, bool silu)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var inputs = Inputs(batch, length, channels, taps)[..(isWhole ? 4 : 2)];
        var (weight, windowWeight) = (randn(batch, length, channels), randn(batch, taps - 1, channels));

        Tensor[] Results(ScalarType dtype)
        {
            Tensor[] leaves = [.. inputs.Select(input => input.clone().to(dtype).requires_grad_())];
            var (y, window) = Run(leaves, silu);
            ((y * weight.to(dtype)).sum() + (window * windowWeight.to(dtype)).sum()).backward();
            return [y, window, .. leaves.Select(leaf => leaf.grad!)];
        }

        var (found, expected) = (Results(ScalarType.Float32), Results(ScalarType.Float64));

        Assert.All(found, result => Assert.Equal(ScalarType.Float32, result.dtype));
        string[] names = ["y", "window", "x", "weight", "bias", "before"];
        foreach (var (i, result) in found.Index().Where(entry => entry.Item.NumberOfElements > 0))
        {
            Closeness.Require(names[i], expected[i], result, Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void EveryRegisterLength_AgreesWithSeparateOperatorsInDouble(
        long batch, long length, long channels, long taps, bool isWhole, bool silu)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        var inputs = Inputs(batch, length, channels, taps)[..(isWhole ? 4 : 2)];
        var weight = randn(batch, length, channels);

        Tensor[] Results(ScalarType dtype, Func<ConvolutionInputs, Tensor> convolve)
        {
            Tensor[] leaves = [.. inputs.Select(input => input.clone().to(dtype).requires_grad_())];
            var y = convolve(new ConvolutionInputs(
                leaves[0], leaves[1], leaves.ElementAtOrDefault(2), leaves.ElementAtOrDefault(3), silu));
            (y * weight.to(dtype)).sum().backward();
            return [y, .. leaves.Select(leaf => leaf.grad!)];
        }

        var expected = Results(ScalarType.Float64, CausalConvolution.Compose);
        string[] names = ["y", "x", "weight", "bias", "before"];
        foreach (var kernels in FusedKernels.Supported)
        {
            var found = Results(ScalarType.Float32, call => ConvolutionFunction.Run(kernels, call));
            foreach (var (i, result) in found.Index().Where(entry => entry.Item.NumberOfElements > 0))
            {
                Closeness.Require(names[i], expected[i], result, Tolerance);
            }
        }
    }

    [Fact]
    public void Impulse_GivesTheWeightsFromLastToFirst()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 6, 2);
        x[0, 1, 0] = tensor(1f);
        var weight = tensor(new float[] { 1, 2, 3, 4, 5, 6 }).reshape(2, 1, 3);

        var y = CausalConvolution.Apply(x, weight, bias: null, silu: false);

        Assert.Equal([0, 3, 2, 1, 0, 0], y[0, TensorIndex.Colon, 0].data<float>().ToArray());
        Assert.Equal(0, y.select(2, 1).abs().max().item<float>());
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void TwoPartsAndFrames_WithTheWindowBetween_AreTheWhole(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        random.manual_seed(2);
        Tensor[] inputs = [.. Inputs(2, 11, 19, 4).Select(input => input.to(dtype))];
        var (x, weight, bias, before) = (inputs[0], inputs[1], inputs[2], inputs[3]);
        var (whole, last) = CausalConvolution.Run(x, weight, bias, before);

        var (begin, between) = CausalConvolution.Run(x[.., ..2], weight, bias, before);
        var (end, window) = CausalConvolution.Run(x[.., 2..], weight, bias, between);
        var moving = before.clone();
        Tensor[] frames = [.. Enumerable.Range(0, 11)
            .Select(t => CausalConvolution.Step(x.select(1, t), weight, bias, moving))];

        Closeness.Require("parts", whole, cat([begin, end], 1), 1e-6);
        Closeness.Require("frames", whole, stack(frames, 1), 1e-6);
        Closeness.RequireEqual("window", last, window);
        Closeness.RequireEqual("moved window", last, moving);
    }

    [Fact]
    public void Results_HaveTheSameBitsForAnyNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var inputs = Inputs(3, 400, 100, 4);
        int before = get_num_threads();
        try
        {
            Tensor[][] runs = [.. new[] { 1, 2, 3 }.Select(threads =>
            {
                set_num_threads(threads);
                Tensor[] leaves = [.. inputs.Select(input => input.clone().requires_grad_())];
                var y = Run(leaves, silu: true).Y;
                y.square().sum().backward();
                return (Tensor[])[y.detach(), .. leaves.Select(leaf => leaf.grad!)];
            })];
            Assert.All(runs[1..], run => Assert.All(
                run.Zip(runs[0]), pair => Closeness.RequireEqual("result", pair.First, pair.Second)));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void StridedInputsAndGradients_GiveTheSame()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        var inputs = Inputs(2, 9, 5, 4);
        var x = inputs[0].clone().requires_grad_();
        var turned = inputs[0].transpose(1, 2).contiguous().transpose(1, 2).requires_grad_();

        CausalConvolution.Apply(x, inputs[1], inputs[2]).transpose(1, 2).square().sum().backward();
        CausalConvolution.Apply(turned, inputs[1], inputs[2]).transpose(1, 2).square().sum().backward();

        Closeness.RequireEqual("x", x.grad!, turned.grad!.contiguous());
    }

    [Fact]
    public void SecondDerivatives_AreRefusedInFloat32()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(1, 4, 3, 2);
        inputs[0].requires_grad_();

        var error = Assert.Throws<NotSupportedException>(() => autograd.grad(
            [CausalConvolution.Apply(inputs[0], inputs[1], bias: null).square().sum()], [inputs[0]],
            create_graph: true));

        Assert.Equal(
            "Expected a first derivative of the causal convolution in float32 on the CPU, got create_graph; second "
            + "derivatives are computed in float64.",
            error.Message);
    }

    [Fact]
    public void ForwardBackwardAndSteps_LeaveNoTensors()
    {
        using var outer = NewDisposeScope();
        Tensor[] inputs = Inputs(1, 9, 5, 4);
        var frame = randn(1, 5);
        inputs[0].requires_grad_();
        Pass();
        using var ledger = TensorLedger.Start();
        for (int i = 0; i < 5; i++)
        {
            Pass();
        }

        ledger.RequireBalanced();

        void Pass()
        {
            using var scope = NewDisposeScope();
            Run(inputs, silu: true).Y.sum().backward();
            inputs[0].grad = null;
            CausalConvolution.Step(frame, inputs[1], inputs[2], inputs[3]);
        }
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (randn(2, 5, 4), randn(4, 1, 3));
        void Refuses(string message, Func<object> action) =>
            Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

        Refuses(
            "Expected shape [B, L, E], got [2, 4]. (Parameter 'x')",
            () => CausalConvolution.Apply(randn(2, 4), weight, bias: null));
        Refuses(
            "Expected at least one element, got [2, 0, 4]. (Parameter 'x')",
            () => CausalConvolution.Apply(randn(2, 0, 4), weight, bias: null));
        Refuses(
            "Expected shape [E=4, C_in/groups=1, k], got [4, 4, 3]. (Parameter 'weight')",
            () => CausalConvolution.Apply(x, randn(4, 4, 3), bias: null));
        Refuses(
            "Expected Float32 on cpu like the input, got Float64 on cpu. (Parameter 'weight')",
            () => CausalConvolution.Apply(x, weight.to(ScalarType.Float64), bias: null));
        Refuses(
            "Expected shape [E=4], got [3]. (Parameter 'bias')",
            () => CausalConvolution.Apply(x, weight, randn(3)));
        Refuses(
            "Expected shape [B=2, k-1=2, E=4], got [2, 3, 4]. (Parameter 'window')",
            () => CausalConvolution.Run(x, weight, bias: null, randn(2, 3, 4)));
        Refuses(
            "Expected shape [B, E], got [2, 5, 4]. (Parameter 'x')",
            () => CausalConvolution.Step(x, weight, bias: null, randn(2, 2, 4)));
    }

    private static Tensor[] Inputs(long batch, long length, long channels, long taps) =>
    [
        randn(batch, length, channels), randn(channels, 1, taps), randn(channels), randn(batch, taps - 1, channels),
    ];

    private static (Tensor Y, Tensor Window) Run(Tensor[] inputs, bool silu) => CausalConvolution.Run(
        inputs[0], inputs[1], inputs.ElementAtOrDefault(2), inputs.ElementAtOrDefault(3), silu);
}
