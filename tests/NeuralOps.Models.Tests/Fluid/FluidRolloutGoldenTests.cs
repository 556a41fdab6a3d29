using NeuralOps.Core;
using NeuralOps.Losses;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class FluidRolloutGoldenTests
{
    private static readonly double[] StepWeights = [1, 1.1, 1.1 * 1.1];

    public static TheoryData<FluidShift, string, ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<FluidShift, string, ScalarType>();
            foreach (string variant in (string[])["weighted", "final_only", "truncated"])
            {
                foreach (var dtype in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
                {
                    cases.Add(FluidShift.PreviousDensity, variant, dtype);
                    cases.Add(FluidShift.Prediction, variant, dtype);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ThreeSteps_HaveTheReferencesLossAndGradients(FluidShift shift, string variant, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G0.4-fluidnet-rollout");
        string prefix = $"{(shift == FluidShift.Prediction ? "compat_shift" : "correct_shift")}/{variant}";
        using var stepper = Stepper(golden, shift, dtype);
        var loss = new FluidLoss(new FluidLossOptions
        {
            DivergenceWeight = 0.01,
            GradientWeight = 0.02,
            Stencil = new Stencil { Padding = PaddingModes.Replicate },
        });
        var x0 = golden.Read("in:x0").to(dtype).requires_grad_();
        var targets = golden.Read("in:y_seq").to(dtype);
        var masks = golden.Read("in:masks").to(dtype);
        double[] weights = variant == "final_only" ? [0, 0, 1] : StepWeights;
        var parts = new Dictionary<string, Tensor>();
        var total = zeros([], dtype);
        var state = x0.narrow(1, 0, 4);

        for (int k = 0; k < weights.Length; k++)
        {
            var next = stepper.Step(state, masks, k);
            var terms = loss.Of(next.narrow(1, 0, 3), targets.select(1, k), state.narrow(1, 0, 1), masks.select(1, k));
            total = total.add(terms.Total, alpha: weights[k] / weights.Sum());
            foreach (var (name, part) in terms.Parts)
            {
                parts[name] = (parts.TryGetValue(name, out var sum) ? sum : zeros([], dtype))
                    + (part * (weights[k] / weights.Sum()));
            }

            state = variant == "truncated" ? next.detach() : next;
        }

        total.backward();

        golden.RequireOutput($"{prefix}/out:loss", total);
        golden.RequireOutput($"{prefix}/out:final_prediction", state.narrow(1, 0, 3));
        Assert.Equal(["mse", "divergence", "gradient", "emitter", "total"], parts.Keys);
        Assert.All(parts, part => golden.RequireOutput($"{prefix}/out:loss_{part.Key}", part.Value));
        golden.RequireGradient($"{prefix}/grad:in:x0", x0.grad!);
        var parameters = stepper.Network.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var names = golden.Configuration.GetProperty("grad_params").EnumerateArray().Select(n => n.GetString()!);
        foreach (string name in names)
        {
            golden.RequireGradient($"{prefix}/grad:{name}", parameters[name].grad!);
        }
    }

    private static FluidStepper Stepper(GoldenCase golden, FluidShift shift, ScalarType dtype)
    {
        var stepper = FluidStepper.Create(
            new UnetOptions
            {
                BaseChannels = 4,
                Norm = Normalization.Batch,
                Activation = Activation.Gelu,
                Upsample = Upsampling.Bilinear,
                PaddingMode = PaddingModes.Replicate,
                UseResidual = true,
            },
            FluidStepperOptions.Absolute with { Shift = shift });
        Weights.Load(stepper.Network, golden.Weights);
        stepper.to(dtype);
        stepper.eval();
        return stepper;
    }
}
