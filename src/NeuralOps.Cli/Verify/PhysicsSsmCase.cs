using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>The layer that a physics state steers: both output forms, without physics, gate, constraints, and the
/// gradients of Σ y·gout of the form with the residual.</summary>
internal static class PhysicsSsmCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var options = folder.Configuration.Options(new PhysicsSsmOptions()) with
        {
            Mamba = StateSpaceCase.MambaOptions(folder),
        };
        using var model = StateSpaceCase.Load(new PhysicsSsm(options), folder, checks);
        var x = StateSpaceCase.Input(folder, checks, "in:x", "d_model", options.Mamba.Width);
        var physics = StateSpaceCase.Input(folder, checks, "in:physics", "d_physics", options.PhysicsDim);
        using var trace = model.Trace(x, physics);
        checks.Compare("out:y", trace.Output);
        checks.Compare("mid:gate", trace.Gate!);
        checks.Compare("mid:constraints", trace.Constraints!);
        checks.Compare("mid:ssm", trace.Ssm);
        StateSpaceCase.CompareGradients(
            model, trace.Output, folder, checks, ("grad:in:x", x), ("grad:in:physics", physics));
        using var quiet = no_grad();
        checks.Compare("out:y_no_physics", model.call(x, null));
        using var plain = StateSpaceCase.Load(new PhysicsSsm(options with { HasResidual = false }), folder, checks);
        checks.Compare("out:y_without_residual", plain.call(x, physics));
    }
}
