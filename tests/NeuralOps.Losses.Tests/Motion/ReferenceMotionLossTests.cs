using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class ReferenceMotionLossTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Terms_AreTheReferences(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.2g-physics-training-loss");
        string decoded = dtype == ScalarType.Float64 ? "f64/out:decoded" : "out:decoded";
        var prediction = golden.Read(decoded).requires_grad_();
        var (motion, physics) = (golden.Read("in:motion").to(dtype), golden.Read("in:physics").to(dtype));
        var mask = golden.Read("in:mask").to(dtype);
        Assert.Equal(0.1, golden.Configuration.GetProperty("lambda_physics").GetDouble());

        using var published = Loss(ReferencePenetration.PhysicsState).Of(prediction, motion, physics, mask);
        golden.RequireOutput("out:reconstruction", published.Parts["reconstruction"]);
        golden.RequireOutput("out:foot_sliding", published.Parts["foot_sliding"]);
        golden.RequireOutput("out:penetration_compat", published.Parts["penetration"]);
        golden.RequireOutput("out:jerk", published.Parts["jerk"] * 0.01);
        golden.RequireOutput("out:physics", published.Parts["physics"]);
        golden.RequireOutput("out:total", published.Total);

        using var decodedHeight = Loss(ReferencePenetration.RootHeight).Of(prediction, motion, physics, mask);
        golden.RequireOutput("out:penetration_on_decoded_height", decodedHeight.Parts["penetration"]);
        golden.RequireOutput("out:total_with_decoded_penetration", decodedHeight.Total);
    }

    [Fact]
    public void PenetrationOfThePhysicsState_HasNoGradient_ThatOfTheRootHeightHas()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.2g-physics-training-loss");
        var prediction = golden.Read("out:decoded").requires_grad_();
        var (physics, mask) = (golden.Read("in:physics"), golden.Read("in:mask"));
        var target = prediction.detach();
        var gradients = new List<Tensor>();
        foreach (var penetration in Enum.GetValues<ReferencePenetration>())
        {
            using var terms = Loss(penetration).Of(prediction, target, physics, mask);
            terms.Total.backward();
            gradients.Add(prediction.grad!.clone());
            prediction.grad!.zero_();
        }

        var difference = (gradients[0] - gradients[1]).abs().sum([0, 1]);
        Assert.True(difference[3].item<float>() > 1e-4);
        difference[3].fill_(0);
        Assert.Equal(0f, difference.sum().item<float>());
    }

    private static ReferenceMotionLoss Loss(ReferencePenetration penetration) =>
        new(new ReferenceMotionLossOptions { Penetration = penetration });
}
