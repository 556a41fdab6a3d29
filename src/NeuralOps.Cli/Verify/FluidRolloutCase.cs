using NeuralOps.Core;
using NeuralOps.Losses;
using NeuralOps.Models;
using NeuralOps.Rollout;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>The rollout loss over K steps and its gradients, for both rules of the state's shift and every way of
/// training.</summary>
internal static class FluidRolloutCase
{
    private const int StateChannels = 4;
    private const int FieldChannels = 3;

    private static readonly Dictionary<string, FluidShift> Shifts = new()
    {
        ["compat_shift"] = FluidShift.Prediction,
        ["correct_shift"] = FluidShift.PreviousDensity,
    };

    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        var layout = configuration.Options(new UnetOptions());
        var mode = configuration.Choice<StencilMode>("stencil_mode");
        var stencil = new Stencil { Mode = mode, Padding = layout.PaddingMode };
        var loss = new FluidLoss(FluidLossCase.Options(configuration, stencil));
        var options = new RolloutOptions
        {
            Horizon = configuration.Get<int>("rollout_steps"),
            WeightDecay = configuration.Get<double>("rollout_weight_decay"),
        };
        _ = configuration.Optional("grad_params", Array.Empty<string>());
        var variants = new Dictionary<string, RolloutOptions>
        {
            ["weighted"] = options,
            ["final_only"] = options with { FinalStepOnly = true },
            ["truncated"] = options with { Truncation = GradientTruncation.Window, Window = 1 },
        };
        using var window = Window.Read(configuration, checks, options.Horizon);
        foreach ((string shiftName, FluidShift shift) in Shifts)
        {
            using var network = UnetCase.Load(folder, layout, folder.WeightsPath, checks.Dtype);
            using var stepper = new FluidStepper(network, new FluidStepperOptions { Shift = shift });
            stepper.train(folder.Mode == "train");
            foreach ((string name, RolloutOptions variant) in variants)
            {
                Compare($"{shiftName}/{name}/", stepper, loss, variant, window, checks);
            }
        }
    }

    private static void Compare(
        string variant, FluidStepper stepper, FluidLoss loss, RolloutOptions options, Window window, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        stepper.zero_grad();
        var x0 = window.First.clone().requires_grad_();
        using var terms = RolloutObjective.Evaluate(
            (state, k) => stepper.Step(state, window.Masks, k),
            x0.narrow(1, 0, StateChannels),
            (next, state, k) =>
            {
                var prediction = next.narrow(1, 0, FieldChannels);
                if (k == options.Horizon - 1)
                {
                    checks.Compare($"{variant}out:final_prediction", prediction);
                }

                var (target, masks) = (window.Targets.select(1, k), window.Masks.select(1, k));
                return loss.Of(prediction, target, state.narrow(1, 0, 1), masks);
            },
            options);
        terms.Total.backward();
        checks.Compare($"{variant}out:loss", terms.Total);
        foreach ((string name, Tensor part) in terms.Parts)
        {
            checks.Compare($"{variant}out:loss_{name}", part);
        }

        UnetCase.CompareGradients(checks, variant, stepper.Network);
        checks.Compare($"{variant}grad:in:x0", x0.grad!);
    }

    /// <summary>One training window: the first input, the targets and the masks of its steps.</summary>
    private sealed record Window(Tensor First, Tensor Targets, Tensor Masks) : IDisposable
    {
        public static Window Read(CaseConfiguration configuration, CaseChecks checks, long horizon)
        {
            long batch = configuration.Get<long>("batch");
            long[] grid = [configuration.Get<long>("height"), configuration.Get<long>("width")];
            var window = new Window(checks.Input("in:x0"), checks.Input("in:y_seq"), checks.Input("in:masks"));
            Shape.Require(window.First, "batch C height width", [batch, 6, .. grid], "in:x0");
            Shape.Require(window.Targets, "batch steps C height width", [batch, horizon, 3, .. grid], "in:y_seq");
            Shape.Require(window.Masks, "batch K C height width", [batch, Shape.Any, 2, .. grid], "in:masks");
            return window;
        }

        public void Dispose()
        {
            First.Dispose();
            Targets.Dispose();
            Masks.Dispose();
        }
    }
}
