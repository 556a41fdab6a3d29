using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class FluidLossGoldenTests
{
    private const double Spacing = 2.0 / 24;

    public static TheoryData<StencilMode, PaddingModes, ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<StencilMode, PaddingModes, ScalarType>();
            foreach (var mode in Enum.GetValues<StencilMode>())
            {
                for (var padding = PaddingModes.Zeros; padding <= PaddingModes.Circular; padding++)
                {
                    cases.Add(mode, padding, ScalarType.Float32);
                    cases.Add(mode, padding, ScalarType.Float64);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossesAndGradient_AreTheReferences(StencilMode mode, PaddingModes padding, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G0.3-fluidnet-losses");
        string prefix = $"{mode}/{padding}".ToLowerInvariant();
        var (prediction, target, input) = Read(golden, dtype);
        var stencil = new Stencil { Mode = mode, Padding = padding };
        Assert.Equal(Spacing, golden.Configuration.GetProperty("grid_spacing").GetDouble());
        var (density, truth) = (prediction.narrow(1, 0, 1), target.narrow(1, 0, 1));

        using var terms = new FluidLoss(new FluidLossOptions { Stencil = stencil }).Of(prediction, target, input);
        terms.Total.backward();

        golden.RequireOutput($"{prefix}/out:total", terms.Total);
        golden.RequireOutput($"{prefix}/out:loss_divergence", terms.Parts["divergence"]);
        golden.RequireOutput($"{prefix}/out:loss_gradient", terms.Parts["gradient"]);
        golden.RequireOutput("out:loss_mse", terms.Parts["mse"]);
        golden.RequireOutput("out:loss_emitter", terms.Parts["emitter"]);
        golden.RequireGradient($"{prefix}/grad:in:pred", prediction.grad!);
        golden.RequireOutput($"{prefix}/out:grad_x_density", stencil.AlongX(density).squeeze(1));
        golden.RequireOutput($"{prefix}/out:grad_y_density", stencil.AlongY(density).squeeze(1));
        golden.RequireOutput(
            $"{prefix}/out:divergence_field", stencil.Divergence(prediction.narrow(1, 1, 2)).squeeze(1));
        golden.RequireOutput(
            $"{prefix}/out:loss_divergence_no_collider",
            DivergenceLoss.Of(prediction.narrow(1, 1, 2), FluidMask.Of(input.narrow(1, 4, 1)), stencil));
        golden.RequireOutput($"{prefix}/out:loss_gradient_unmasked", GradientLoss.Of(density, truth, null, stencil));
        golden.RequireOutput($"{prefix}/out:metric_gradient_l1", GradientLoss.Of(density, truth, null, stencil));
        golden.RequireOutput(
            $"{prefix}/out:metric_divergence_norm", DivergenceNorm.Of(prediction.narrow(1, 1, 2), stencil));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Metrics_AreTheReferences(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G0.3-fluidnet-losses");
        var (prediction, target, input) = Read(golden, dtype);
        var masks = (input.narrow(1, 4, 2) > 0.5).to(dtype);
        var channels = MeanSquaredError.PerChannel(prediction, target);

        golden.RequireOutput("out:loss_mse", MeanSquaredError.Of(prediction, target));
        golden.RequireOutput("out:metric_mse_density", channels[0]);
        golden.RequireOutput("out:metric_mse_velx", channels[1]);
        golden.RequireOutput("out:metric_mse_vely", channels[2]);
        golden.RequireOutput("out:metric_kinetic_energy", KineticEnergy.Of(prediction.narrow(1, 1, 2)));
        golden.RequireOutput(
            "out:metric_collider_violation", ColliderViolation.Of(prediction.narrow(1, 0, 1), masks.narrow(1, 1, 1)));
        golden.RequireOutput(
            "out:metric_emitter_density_accuracy",
            EmitterAccuracy.Of(prediction.narrow(1, 0, 1), masks.narrow(1, 0, 1)));
    }

    [Fact]
    public void NothingFree_GivesExactlyZero()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G0.3-fluidnet-losses");
        var (prediction, target, _) = Read(golden, ScalarType.Float32);
        var mask = FluidMask.Of(ones(2, 2, 24, 24));

        Assert.Equal(0f, DivergenceLoss.Of(prediction.narrow(1, 1, 2), mask, new Stencil()).item<float>());
        Assert.Equal(
            0f, GradientLoss.Of(prediction.narrow(1, 0, 1), target.narrow(1, 0, 1), mask, new Stencil()).item<float>());
    }

    private static (Tensor Prediction, Tensor Target, Tensor Input) Read(GoldenCase golden, ScalarType dtype) => (
        golden.Read("in:pred").to(dtype).requires_grad_(),
        golden.Read("in:target").to(dtype),
        golden.Read("in:model_input").to(dtype));
}
