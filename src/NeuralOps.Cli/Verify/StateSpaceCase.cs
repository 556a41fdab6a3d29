using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>Models over time with one input: forward, intermediates and the gradients of Σ y·gout. Whether A is shared
/// by all channels is read off the weights.</summary>
internal static class StateSpaceCase
{
    public static void Mamba(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        using var model = Load(new Mamba(MambaOptions(folder)), folder, checks);
        var x = Compare(model, folder, checks);
        using var quiet = no_grad();
        using var trace = model.Trace(x);
        checks.Compare("mid:after_conv", trace.Convolved);
        checks.Compare("mid:scan", trace.Scanned);
    }

    public static void S4(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        using var model = Load(new S4Layer(folder.Configuration.Options(new S4Options())), folder, checks);
        Compare(model, folder, checks);
    }

    public static void Motion(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var options = folder.Configuration.Options(new MotionSsmOptions()) with { Mamba = MambaOptions(folder) };
        using var model = Load(new MotionSsm(options), folder, checks);
        Compare(model, folder, checks);
    }

    public static void TemporalConsistency(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        bool isMamba = folder.Configuration.Get<bool>("use_mamba");
        var options = new TemporalConsistencyOptions
        {
            Mamba = MambaOptions(folder),
            Layer = isMamba ? TemporalLayer.Mamba : TemporalLayer.S4,
        };
        using var model = Load(new TemporalConsistencySsm(options), folder, checks);
        Compare(model, folder, checks);
    }

    public static void Projector(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var options = folder.Configuration.Options(new MotionProjectorOptions());
        using var model = Load(new MotionProjector(options), folder, checks);
        var motion = Input(folder, checks, "in:motion", "motion_dim", options.MotionDim);
        var encoded = model.Encode(motion);
        var decoded = model.Decode(encoded);
        checks.Compare("out:encoded", encoded);
        checks.Compare("out:decoded", decoded);
        CompareGradients(model, decoded, folder, checks, ("grad:in:motion", motion));
    }

    /// <summary>The sizes of a layer, with A as the case's weights have it.</summary>
    public static MambaOptions MambaOptions(CaseFolder folder)
    {
        using var weights = SafetensorsFile.Read(folder.WeightsPath);
        var decays = weights.Tensors.Where(entry => entry.Key.EndsWith("A_log", StringComparison.Ordinal));
        bool isShared = decays.Any(entry => entry.Value.ndim == 1);
        return folder.Configuration.Options(new MambaOptions()) with { SharesA = isShared };
    }

    /// <summary>The model with the case's weights, in its precision and mode.</summary>
    public static T Load<T>(T model, CaseFolder folder, CaseChecks checks)
        where T : nn.Module
    {
        _ = folder.Configuration.Optional("grad_params", Array.Empty<string>());
        Weights.Load(model, folder.WeightsPath);
        model.to(checks.Dtype);
        model.train(UAfnoCase.IsTraining(folder));
        return model;
    }

    /// <summary>An input [batch, length, width] that collects gradients.</summary>
    public static Tensor Input(CaseFolder folder, CaseChecks checks, string name, string axis, long width)
    {
        var x = checks.Input(name).requires_grad_();
        long[] shape = [folder.Configuration.Get<long>("batch"), folder.Configuration.Get<long>("length"), width];
        Shape.Require(x, $"batch length {axis}", shape, name);
        return x;
    }

    /// <summary>Compares the gradients of Σ y·gout with respect to parameters and inputs.</summary>
    public static void CompareGradients(
        nn.Module model, Tensor y, CaseFolder folder, CaseChecks checks, params (string Name, Tensor Input)[] inputs)
    {
        if (!folder.Arrays.Contains("gout"))
        {
            return;
        }

        (y * checks.Input("gout")).sum().backward();
        UnetCase.CompareGradients(checks, "", model);
        foreach (var (name, input) in inputs)
        {
            checks.Compare(name, input.grad!);
        }
    }

    private static Tensor Compare(SequenceModel model, CaseFolder folder, CaseChecks checks)
    {
        var x = Input(folder, checks, "in:x", "d_model", model.Width);
        var y = model.call(x);
        checks.Compare("out:y", y);
        CompareGradients(model, y, folder, checks, ("grad:in:x", x));
        return x;
    }
}
