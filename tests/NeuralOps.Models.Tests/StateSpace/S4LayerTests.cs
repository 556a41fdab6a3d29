using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class S4LayerTests
{
    [Fact]
    public void AFreshLayer_StartsAsTheReference()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var model = new S4Layer(new() { Width = 400, StateSize = 3 });
        var weights = model.state_dict();

        Assert.Equal(["A", "B", "C", "D", "log_dt"], weights.Keys.Order(StringComparer.Ordinal));
        double[] legS = [-1, 0, 0, -Math.Sqrt(3), -2, 0, -Math.Sqrt(5), -Math.Sqrt(15), -3];
        var expected = tensor(legS, [3, 3]) * 0.5;
        Assert.Equal(0, (weights["A"] - expected).abs().max().item<double>(), 1e-6);
        Assert.InRange(weights["B"].std().item<float>(), 0.009f, 0.011f);
        Assert.InRange(weights["C"].std().item<float>(), 0.009f, 0.011f);
        Assert.Equal(400f, weights["D"].sum().item<float>());
        Assert.InRange(weights["log_dt"].exp().min().item<float>(), 0.00099f, 0.0013f);
        Assert.InRange(weights["log_dt"].exp().max().item<float>(), 0.08f, 0.1001f);
    }

    [Fact]
    public void AConstantInput_ReachesTheFixedPoint()
    {
        // h = h + Δ(A h + B u) only where A h = −B u, whatever Δ is.
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        random.manual_seed(2);
        using var model = new S4Layer(new() { Width = 4, StateSize = 3 }).to(ScalarType.Float64);
        var u = randn([1, 1, 4], ScalarType.Float64);
        using var state = model.Start();

        model.Continue(u.expand(1, 5000, 4), state);

        var rest = model.get_parameter("A")!.matmul(state.Tensors[0][0])
            + model.get_parameter("B")!.matmul(u[0, 0]);
        Assert.True(state.Tensors[0].abs().max().item<double>() > 1e-3);
        Assert.True(rest.abs().max().item<double>() < 1e-12);
    }
}
