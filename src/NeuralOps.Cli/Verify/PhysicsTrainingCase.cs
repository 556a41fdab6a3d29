using NeuralOps.Core;
using NeuralOps.Losses;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>A training step of the physics motion model: the terms of its loss and their gradients, with penetration on
/// the physics state (<c>compat/</c>) and on the decoded root height (<c>correct/</c>).</summary>
internal static class PhysicsTrainingCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var options = folder.Configuration.Options(new PhysicsMotionOptions()) with
        {
            Mamba = StateSpaceCase.MambaOptions(folder),
        };
        using var model = StateSpaceCase.Load(new PhysicsMotionModel(options), folder, checks);
        var motion = StateSpaceCase.Input(folder, checks, "in:motion", "motion_dim", options.MotionDim);
        var physics = StateSpaceCase.Input(folder, checks, "in:physics", "d_physics", options.PhysicsDim);
        var mask = Mask(folder, checks, motion);
        var weights = new ReferenceMotionLossOptions
        {
            PhysicsWeight = folder.Configuration.Get<double>("lambda_physics"),
        };
        using (var terms = Step("compat/", ReferencePenetration.PhysicsState))
        {
            checks.Compare("out:reconstruction", terms.Parts["reconstruction"]);
            checks.Compare("out:foot_sliding", terms.Parts["foot_sliding"]);
            checks.Compare("out:penetration_compat", terms.Parts["penetration"]);
            checks.Compare("out:jerk", terms.Parts["jerk"] * weights.JerkWeight);
            checks.Compare("out:physics", terms.Parts["physics"]);
            checks.Compare("out:total", terms.Total);
        }

        using (var terms = Step("correct/", ReferencePenetration.RootHeight))
        {
            checks.Compare("out:penetration_on_decoded_height", terms.Parts["penetration"]);
            checks.Compare("out:total_with_decoded_penetration", terms.Total);
        }

        using var quiet = no_grad();
        checks.Compare("out:decoded", model.call(motion, physics));

        LossTerms Step(string variant, ReferencePenetration penetration)
        {
            var loss = new ReferenceMotionLoss(weights with { Penetration = penetration });
            var terms = loss.Of(model.call(motion, physics), motion, physics, mask);
            model.zero_grad();
            terms.Total.backward();
            UnetCase.CompareGradients(checks, variant, model);
            return terms;
        }
    }

    private static Tensor Mask(CaseFolder folder, CaseChecks checks, Tensor motion)
    {
        var mask = checks.Input("in:mask");
        Shape.Require(mask, "batch length", [motion.size(0), motion.size(1)], "in:mask");
        long padding = folder.Configuration.Get<long>("padding");
        long found = (mask == 0).sum(1).max().item<long>();
        return found == padding
            ? mask
            : throw new InvalidDataException(
                $"{folder.Path}: expected at most {padding} frames of padding a sample in in:mask, found {found}.");
    }
}
