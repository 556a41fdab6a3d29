using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class TrainableParametersTests
{
    [Fact]
    public void Blocks_StandForTheirParameters()
    {
        using var scope = NewDisposeScope();
        using var model = new Outer();
        Assert.Equal(["scale", "inner.weight", "inner.bias"], TrainableParameters.Of(model).Select(leaf => leaf.Name));
        model.Inner.Activate("weight");

        var leaves = TrainableParameters.Of(model);

        Assert.Equal(["scale", "inner.weight[active]", "inner.bias"], leaves.Select(leaf => leaf.Name));
        Assert.Equal([1L, 2], leaves[1].Leaf.shape);
        using (no_grad())
        {
            leaves[1].Leaf.fill_(7);
        }

        Assert.Equal(14, model.get_parameter("inner.weight")!.sum().item<float>());
    }

    [Fact]
    public void BlockOfNoParameter_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var model = new Outer();
        model.Inner.Activate("weights");

        Assert.Equal(
            "Expected active blocks of parameters, found one of 'inner.weights', which is none.",
            Assert.Throws<InvalidOperationException>(() => TrainableParameters.Of(model)).Message);
    }

    private sealed class Outer : nn.Module
    {
        private readonly Parameter scale = new(ones(1));
        private readonly Part inner = new();

        public Outer()
            : base(nameof(Outer)) => RegisterComponents();

        public Part Inner => inner;

        public Tensor Scale => scale;
    }

    private sealed class Part : nn.Module, IPartialParameters
    {
        private readonly Parameter weight = new(zeros(2, 2));
        private readonly Parameter bias = new(zeros(2));
        private readonly Dictionary<string, Tensor> blocks = [];

        public Part()
            : base(nameof(Part)) => RegisterComponents();

        public IReadOnlyDictionary<string, Tensor> ActiveBlocks => blocks;

        public Tensor Bias => bias;

        public void Activate(string name) => blocks[name] = weight.narrow(0, 0, 1).detach().requires_grad_();
    }
}
