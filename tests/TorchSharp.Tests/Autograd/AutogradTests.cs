using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace NeuralOps.Tests;

public sealed class AutogradTests
{
    [Fact]
    public void Backward_AccumulatesIntoLeaves()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, 2 }, requires_grad: true);
        (x * x).sum().backward();
        (x * x).sum().backward();
        Assert.Equal([4f, 8f], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Grad_OfGrad_IsTheSecondDerivative()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(2.0, requires_grad: true);
        Tensor first = grad([x.pow(3)], [x], retain_graph: true, create_graph: true)[0];
        Assert.Equal(12.0, grad([first], [x])[0].item<double>(), 1e-12);
    }

    [Fact]
    public void Grad_OfUnusedInput_IsAnExceptionNotACrash()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(2.0, requires_grad: true);
        Tensor unused = tensor(1.0, requires_grad: true);
        var error = Assert.Throws<ExternalException>(() => grad([x * 2], [unused]));
        Assert.Contains("appears to not have been used in the graph", error.Message, StringComparison.Ordinal);
        Assert.Null(grad([x * 2], [unused], allow_unused: true)[0]);
    }

    [Fact]
    public void NoGrad_RecordsNothing_AndRestoresTheMode()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
            {
                Assert.True((x * 2).requires_grad);
            }
        }
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void CustomFunction_MatchesTheSameOperators()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn([5], ScalarType.Float64, requires_grad: true);
        Tensor scale = randn([5], ScalarType.Float64, requires_grad: true);
        Tensor[] custom = [.. grad([ScaledSquare.apply(x, 3.0, scale).sum()], [x, scale])];
        Tensor[] plain = [.. grad([(x * x * scale * 3.0).sum()], [x, scale])];
        Assert.True(custom[0].allclose(plain[0], 1e-12, 1e-12));
        Assert.True(custom[1].allclose(plain[1], 1e-12, 1e-12));
    }

    [Fact]
    public void CustomFunction_DifferentiatesTwice()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(2.0, requires_grad: true);
        Tensor scale = tensor(1.0, requires_grad: true);
        Tensor first = grad([ScaledSquare.apply(x, 3.0, scale)], [x], retain_graph: true, create_graph: true)[0];
        Assert.Equal(6.0, grad([first], [x])[0].item<double>(), 1e-12);
    }

    [Fact]
    public void CustomFunction_ThatThrows_GivesItsOwnException()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1, requires_grad: true);
        Tensor y = Throwing.apply(x).sum();
        var error = Assert.Throws<InvalidDataException>(() => y.backward());
        Assert.Equal("backward failed", error.Message);
        Assert.Contains(nameof(Throwing), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void CustomFunction_WithWrongGradientCount_NamesBoth()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1, requires_grad: true);
        Tensor y = WrongCount.apply(x, 1).sum();
        var error = Assert.Throws<InvalidOperationException>(() => y.backward());
        Assert.Equal(
            "WrongCount.backward must return one entry per argument of forward: expected 2, got 1.", error.Message);
    }

    [Fact]
    public void CustomFunction_InALoop_LeavesNoTensors()
    {
        using Tensor x = ones(8, requires_grad: true);
        long before = LiveTensors.Settled();
        for (int i = 0; i < 200; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            ScaledSquare.apply(x, 2.0, x).sum().backward();
            x.grad = null;
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    private sealed class ScaledSquare : SingleTensorFunction<ScaledSquare>
    {
        public override string Name => nameof(ScaledSquare);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            var scale = (Tensor)vars[2];
            ctx.save_data("factor", vars[1]);
            ctx.save_for_backward([x, scale]);
            return x * x * scale * (double)vars[1];
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            double factor = (double)ctx.get_data("factor");
            return [grad_output * saved[0] * saved[1] * 2 * factor, null!, grad_output * saved[0] * saved[0] * factor];
        }
    }

    private sealed class Throwing : SingleTensorFunction<Throwing>
    {
        public override string Name => nameof(Throwing);

        public override Tensor forward(AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            throw new InvalidDataException("backward failed");
    }

    private sealed class WrongCount : SingleTensorFunction<WrongCount>
    {
        public override string Name => nameof(WrongCount);

        public override Tensor forward(AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => [grad_output];
    }
}
