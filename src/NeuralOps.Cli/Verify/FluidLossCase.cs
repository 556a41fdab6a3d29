using NeuralOps.Core;
using NeuralOps.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>The fluid's loss terms, their gradient and the metrics, for every stencil and padding.</summary>
internal static class FluidLossCase
{
    private static readonly PaddingModes[] Paddings =
        [PaddingModes.Zeros, PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular];

    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        long[] grid = [configuration.Get<long>("height"), configuration.Get<long>("width")];
        long batch = configuration.Get<long>("batch");
        using var prediction = checks.Input("in:pred").requires_grad_();
        using var target = checks.Input("in:target");
        using var input = checks.Input("in:model_input");
        Shape.Require(prediction, "batch C height width", [batch, 3, .. grid], "in:pred");
        Shape.Require(target, "batch C height width", [batch, 3, .. grid], "in:target");
        Shape.Require(input, "batch C height width", [batch, 6, .. grid], "in:model_input");
        foreach (var mode in Enum.GetValues<StencilMode>())
        {
            foreach (var padding in Paddings)
            {
                var options = Options(configuration, new Stencil { Mode = mode, Padding = padding });
                CompareStencil($"{mode}/{padding}/".ToLowerInvariant(), options, prediction, target, input, checks);
            }
        }

        CompareOthers(Options(configuration, new Stencil()), prediction, target, input, checks);
    }

    /// <summary>Weights and spacing of a case, with a stencil's mode and padding.</summary>
    public static FluidLossOptions Options(CaseConfiguration configuration, Stencil stencil) => new()
    {
        MseWeight = configuration.Get<double>("mse_weight"),
        DivergenceWeight = configuration.Get<double>("divergence_weight"),
        GradientWeight = configuration.Get<double>("gradient_weight"),
        EmitterWeight = configuration.Get<double>("emitter_weight"),
        Stencil = stencil with { Spacing = configuration.Get<double>("grid_spacing") },
    };

    private static void CompareStencil(
        string variant, FluidLossOptions options, Tensor prediction, Tensor target, Tensor input, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var (stencil, velocity) = (options.Stencil, prediction.narrow(1, 1, 2));
        var (density, truth) = (prediction.narrow(1, 0, 1), target.narrow(1, 0, 1));
        using var terms = new FluidLoss(options).Of(prediction, target, input);
        prediction.grad?.zero_();
        terms.Total.backward();
        checks.Compare($"{variant}grad:in:pred", prediction.grad!);
        checks.Compare($"{variant}out:total", terms.Total);
        checks.Compare($"{variant}out:loss_divergence", terms.Parts["divergence"]);
        checks.Compare($"{variant}out:loss_gradient", terms.Parts["gradient"]);
        using var quiet = no_grad();
        var unmasked = GradientLoss.Of(density, truth, mask: null, stencil);
        var emitterOnly = FluidMask.Of(input.narrow(1, 4, 1));
        checks.Compare($"{variant}out:loss_divergence_no_collider", DivergenceLoss.Of(velocity, emitterOnly, stencil));
        checks.Compare($"{variant}out:loss_gradient_unmasked", unmasked);
        checks.Compare($"{variant}out:metric_gradient_l1", unmasked);
        checks.Compare($"{variant}out:metric_divergence_norm", DivergenceNorm.Of(velocity, stencil));
        checks.Compare($"{variant}out:divergence_field", stencil.Divergence(velocity).squeeze(1));
        checks.Compare($"{variant}out:grad_x_density", stencil.AlongX(density).squeeze(1));
        checks.Compare($"{variant}out:grad_y_density", stencil.AlongY(density).squeeze(1));
    }

    private static void CompareOthers(
        FluidLossOptions options, Tensor prediction, Tensor target, Tensor input, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var density = prediction.narrow(1, 0, 1);
        var solid = (input.narrow(1, 4, 2) > 0.5).to(prediction.dtype);
        var everywhere = input.clone();
        everywhere.narrow(1, 4, 1).fill_(1);
        using var terms = new FluidLoss(options).Of(prediction, target, input);
        using var emitting = new FluidLoss(options).Of(prediction, target, everywhere);
        checks.Compare("out:loss_mse", terms.Parts["mse"]);
        checks.Compare("out:loss_emitter", terms.Parts["emitter"]);
        checks.Compare("out:all_emitter_loss_divergence", emitting.Parts["divergence"], tolerance: 0);
        checks.Compare("out:all_emitter_loss_gradient", emitting.Parts["gradient"], tolerance: 0);
        var squares = (prediction - target).square();
        checks.Compare("out:metric_mse_density", squares.select(1, 0).mean());
        checks.Compare("out:metric_mse_velx", squares.select(1, 1).mean());
        checks.Compare("out:metric_mse_vely", squares.select(1, 2).mean());
        checks.Compare("out:metric_kinetic_energy", KineticEnergy.Of(prediction.narrow(1, 1, 2)));
        checks.Compare("out:metric_emitter_density_accuracy", EmitterAccuracy.Of(density, solid.narrow(1, 0, 1)));
        checks.Compare("out:metric_collider_violation", ColliderViolation.Of(density, solid.narrow(1, 1, 1)));
    }
}
