using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class FluidLossTests
{
    public static TheoryData<string> Losses =>
    [
        "mse", "divergence", "gradient", "emitter", "total", "divergence norm", "kinetic energy", "ssim",
        "velocity error",
    ];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Gradient_AgreesWithFiniteDifferences(string name)
    {
        random.manual_seed(6);
        using var scope = NewDisposeScope();
        var x = rand([2, 3, 12, 13], ScalarType.Float64).requires_grad_();
        var target = rand([2, 3, 12, 13], ScalarType.Float64);
        var input = (rand([2, 6, 12, 13], ScalarType.Float64) > 0.7).to(ScalarType.Float64);
        var direction = randn_like(x);
        const double h = 1e-6;

        Loss(name, x, target, input).backward();
        double exact = (x.grad! * direction).sum().item<double>();
        double difference = (Value(h) - Value(-h)) / (2 * h);

        Assert.True(Math.Abs(exact) > 1e-8, "a gradient of zero proves nothing");
        Assert.Equal(exact, difference, 1e-7 * Math.Max(1, Math.Abs(exact))); // h² and rounding / h

        double Value(double step) => Loss(name, (x + (step * direction)).detach(), target, input).item<double>();
    }

    [Fact]
    public void EmitterLoss_CountsDensityWhereThereIsNoSource()
    {
        using var scope = NewDisposeScope();
        var emitter = tensor([0.02f, 0, 0.01f, 0], [1, 1, 2, 2]);
        var density = tensor([0, 0.02f, 0, 0], [1, 1, 2, 2]);
        var prediction = tensor([1f, 2f, 4f, 8f], [1, 1, 2, 2]);

        Assert.Equal((4f + 8f) / 4, EmitterLoss.Of(prediction, emitter, density).item<float>());
    }

    [Fact]
    public void FluidMask_TakesOnlyExactZerosAsFree()
    {
        using var scope = NewDisposeScope();
        var masks = tensor([0.005f, 0, 0, 0, 0, 1], [1, 2, 1, 3]);

        Assert.Equal([0f, 1f, 0f], FluidMask.Of(masks).data<float>().ToArray());
    }

    [Fact]
    public void ZeroWeight_ReportsTheTermButLeavesTheTotal()
    {
        using var scope = NewDisposeScope();
        var prediction = rand([1, 3, 8, 8]).requires_grad_();
        var (target, input) = (rand(1, 3, 8, 8), zeros(1, 6, 8, 8));
        var options = new FluidLossOptions { DivergenceWeight = 0, GradientWeight = 0, EmitterWeight = 0 };

        using var terms = new FluidLoss(options).Of(prediction, target, input);

        Assert.Equal(terms.Parts["mse"].item<float>(), terms.Total.item<float>());
        Assert.True(terms.Parts["divergence"].item<float>() > 0);
        Assert.False(terms.Parts["divergence"].requires_grad);
        Assert.True(terms.Total.requires_grad);
    }

    [Fact]
    public void WithoutColliderOrEmitter_TheMetricsAreZero()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(0f, ColliderViolation.Of(rand(1, 1, 4, 4), zeros(1, 1, 4, 4)).item<float>());
        Assert.Equal(0f, EmitterAccuracy.Of(rand(1, 1, 4, 4), zeros(1, 1, 4, 4)).item<float>());
        Assert.Equal(0.8f, EmitterAccuracy.Of(zeros(1, 1, 4, 4), ones(1, 1, 4, 4)).item<float>());
    }

    [Fact]
    public void LossAndBackward_LeaveNoTensors()
    {
        var loss = new FluidLoss(new FluidLossOptions());
        using var prediction = rand([2, 3, 8, 8]).requires_grad_();
        using var target = rand(2, 3, 8, 8);
        using var input = rand(2, 6, 8, 8);
        loss.Of(prediction, target, input).Dispose();
        using var ledger = TensorLedger.Start();

        for (int i = 0; i < 100; i++)
        {
            using var terms = loss.Of(prediction, target, input);
            terms.Total.backward();
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        var loss = new FluidLoss(new FluidLossOptions());
        var prediction = rand(2, 3, 8, 8);

        RequireRefusal(
            () => loss.Of(prediction, rand(2, 3, 8, 6), rand(2, 6, 8, 8)),
            "Expected shape [B=2, C=3, H=8, W=8], got [2, 3, 8, 6]. (Parameter 'target')");
        RequireRefusal(
            () => loss.Of(prediction, prediction, rand(2, 4, 8, 8)),
            "Expected shape [B=2, C=6, H=8, W=8], got [2, 4, 8, 8]. (Parameter 'input')");
        RequireRefusal(
            () => loss.Of(prediction, prediction, rand(2, 1, 8, 8), rand(1, 2, 8, 8)),
            "Expected shape [B=2, C=2, H=8, W=8], got [1, 2, 8, 8]. (Parameter 'masks')");
        RequireRefusal(
            () => DivergenceLoss.Of(prediction, rand(2, 1, 8, 8), new Stencil()),
            "Expected shape [B, C=2, H, W], got [2, 3, 8, 8]. (Parameter 'velocity')");
        RequireRefusal(
            () => MeanSquaredError.Of(prediction, rand(1, 3, 8, 8)),
            "Expected the shape [2, 3, 8, 8] of the prediction, got [1, 3, 8, 8]. (Parameter 'target')");
        Assert.Equal(
            "MseWeight ('-1') must be a non-negative value. (Parameter 'MseWeight')\nActual value was -1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new FluidLossOptions { MseWeight = -1 }).Message);
    }

    private static void RequireRefusal(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    private static Tensor Loss(string name, Tensor x, Tensor target, Tensor input)
    {
        var (density, velocity) = (x.narrow(1, 0, 1), x.narrow(1, 1, 2));
        var masks = input.narrow(1, 4, 2);
        var stencil = new Stencil { Mode = StencilMode.Central };
        return name switch
        {
            "mse" => MeanSquaredError.Of(x, target),
            "divergence" => DivergenceLoss.Of(velocity, FluidMask.Of(masks), stencil),
            "gradient" => GradientLoss.Of(density, target.narrow(1, 0, 1), FluidMask.Of(masks), stencil),
            "emitter" => EmitterLoss.Of(density, masks.narrow(1, 0, 1), input.narrow(1, 0, 1)),
            "total" => new FluidLoss(new FluidLossOptions()).Of(x, target, input).Total,
            "divergence norm" => DivergenceNorm.Of(velocity, stencil),
            "kinetic energy" => KineticEnergy.Of(velocity),
            "ssim" => Ssim.Of(x, target),
            _ => VelocityError.Of(x, target).sum(),
        };
    }
}
