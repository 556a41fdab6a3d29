using NeuralOps.Core;
using NeuralOps.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class ReadmeTests
{
    [Fact]
    public void Samples_Run()
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        var (state, masks, k) = (rand(1, 4, 16, 16), zeros(1, 2, 16, 16), 0);

        using var stepper = FluidStepper.Create(UnetOptions.Small, FluidStepperOptions.Leaky);
        using var next = stepper.Step(state, masks, k);
        Weights.Save(stepper.Network, path);

        var (prediction, target, input) = (next.narrow(1, 0, 3), rand(1, 3, 16, 16), cat([state, masks], 1));
        var loss = new FluidLoss(new FluidLossOptions { DivergenceWeight = 0.01 });
        using var terms = loss.Of(prediction, target, input); // [B, 3, H, W], [B, 3, H, W], [B, 6, H, W]
        terms.Total.backward();
        double divergence = terms.Parts["divergence"].ToDouble();

        Assert.Contains("stem.weight", SafetensorsFile.ReadNames(path));
        Assert.True(divergence > 0);
        File.Delete(path);
    }

    [Fact]
    public void ModelsOverTime_Run()
    {
        using var scope = NewDisposeScope();
        var (motion, physics, batch) = (randn(2, 4, 251), randn(2, 4, 64), 2);

        using var model = new PhysicsMotionModel(new PhysicsMotionOptions { MotionDim = 251 });
        using var next = model.call(motion, physics);

        using var state = model.Start(batch);
        using var first = model.Continue(motion, physics, state);
        state.Detach();

        Assert.Equal(2_871_035, model.parameters().Sum(parameter => parameter.numel()));
        Assert.True((next - first).abs().max().item<float>() < 1e-5f);
    }
}
