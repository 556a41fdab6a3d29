using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// The rollout of a U-AFNO, and the gradients of its mean squared error through the last window of steps and through
/// the first.
/// </summary>
internal static class NoaCase
{
    private static readonly Dictionary<string, StepMode> Modes = new()
    {
        ["residual"] = StepMode.Residual,
        ["autoregressive"] = StepMode.Direct,
    };

    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        using var model = Load(folder, checks.Dtype);
        int steps = configuration.Get<int>("steps");
        int window = configuration.Get<int>("window");
        int full = configuration.Get<int>("full_steps");
        _ = configuration.Optional("grad_params", Array.Empty<string>());
        long[] grid = [configuration.Get<long>("height"), configuration.Get<long>("width")];
        long batch = configuration.Get<long>("batch");
        using var u0 = checks.Input("in:u0");
        using var target = checks.Input("in:target");
        var layout = model.Options.Operator;
        Shape.Require(u0, "batch in_channels height width", [batch, layout.InChannels, .. grid], "in:u0");
        long[] states = [batch, steps + 1, layout.OutChannels, .. grid];
        Shape.Require(target, "batch steps+1 out_channels height width", states, "in:target");
        Free(model, u0, steps, checks);
        Window(model, u0, target, window, checks);
        Full(model, u0, target, full, checks);
    }

    private static void Free(NoaBackbone model, Tensor u0, int steps, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var trajectory = model.Rollout(u0, steps);
        checks.Compare("out:trajectory", trajectory);
        checks.Compare("out:final_state", trajectory.select(1, steps));
    }

    private static void Window(NoaBackbone model, Tensor u0, Tensor target, int window, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        int before = (int)target.size(1) - 1 - window;
        var start = u0;
        using (no_grad())
        {
            start = before > 0 ? model.Rollout(u0, before, allSteps: false) : u0;
        }

        var states = model.Rollout(start, window);
        checks.Compare("tbptt/out:window_states", states);
        Backward(model, states, target.narrow(1, before + 1, window), "tbptt/", checks);
    }

    private static void Full(NoaBackbone model, Tensor u0, Tensor target, int steps, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var start = u0.clone().requires_grad_();
        Backward(model, model.Rollout(start, steps), target.narrow(1, 1, steps), "full/", checks);
        checks.Compare("full/grad:in:u0", start.grad!);
    }

    private static void Backward(NoaBackbone model, Tensor states, Tensor target, string variant, CaseChecks checks)
    {
        var loss = (states.narrow(1, 1, target.size(1)) - target).square().mean();
        model.zero_grad();
        loss.backward();
        checks.Compare($"{variant}out:loss", loss);
        UnetCase.CompareGradients(checks, variant, model);
    }

    private static NoaBackbone Load(CaseFolder folder, ScalarType dtype)
    {
        var configuration = folder.Configuration;
        string mode = configuration.Get<string>("update_mode");
        var model = new NoaBackbone(new NoaOptions
        {
            Operator = configuration.Options(new UAfnoOptions()),
            Mode = Modes.TryGetValue(mode, out var step)
                ? step
                : throw new InvalidDataException(
                    $"{folder.Path}: expected update_mode {string.Join(" or ", Modes.Keys)}, found '{mode}'."),
            ResidualScale = configuration.Optional("residual_scale", 0.1),
        });
        Weights.Load(model, folder.WeightsPath);
        model.to(dtype);
        model.train(UAfnoCase.IsTraining(folder));
        return model;
    }
}
