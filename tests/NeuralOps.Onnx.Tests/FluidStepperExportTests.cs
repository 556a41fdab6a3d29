using NeuralOps.Core;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class FluidStepperExportTests
{
    private static readonly UnetOptions Layout =
        new() { BaseChannels = 6, Norm = Normalization.Batch, UseResidual = true };

    public static TheoryData<FluidStepperOptions> Forms =>
    [
        FluidStepperOptions.Absolute,
        FluidStepperOptions.Residual,
        FluidStepperOptions.Leaky,
        FluidStepperOptions.Leaky with { VelocityCarry = 0, MasksColliders = false },
        FluidStepperOptions.Absolute with { MasksColliders = true },
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryForm_ExportsTheWholeStep(FluidStepperOptions options)
    {
        random.manual_seed(4);
        using var stepper = FluidStepper.Create(Layout, options);
        stepper.eval();
        using (no_grad())
        {
            foreach (var parameter in stepper.parameters())
            {
                using var change = 0.1 * randn(parameter.shape);
                parameter.add_(change);
            }
        }

        Agreement.Require(x => stepper.call(x), stepper.Export, 2, 6, 16, 24);
    }
}
