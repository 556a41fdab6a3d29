using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// The U-Net: forward, intermediates and the gradients of Σ y·gout in the case's mode, then one forward pass in
/// training mode with the running statistics it leaves.
/// </summary>
internal static class UnetCase
{
    private const string Training = "out:train_";

    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        using var model = Load(folder, configuration.Options(new UnetOptions()), folder.WeightsPath, checks.Dtype);
        _ = configuration.Optional("grad_params", Array.Empty<string>());
        _ = configuration.Optional("bn_probe", Array.Empty<string>());
        using var x = checks.Input("in:x").requires_grad_();
        long[] grid = [configuration.Get<long>("height"), configuration.Get<long>("width")];
        long[] shape = [configuration.Get<long>("batch"), model.Options.InChannels, .. grid];
        Shape.Require(x, "batch in_channels height width", shape, "in:x");
        model.train(folder.Mode == "train");
        using var trace = model.Trace(x);
        checks.Compare("out:y", trace.Output);
        checks.Compare("mid:bottleneck", trace.Bottleneck);
        checks.Compare("mid:head", trace.Head);
        if (folder.Arrays.Contains("gout"))
        {
            (trace.Output * checks.Input("gout")).sum().backward();
            CompareGradients(checks, "", model);
            checks.Compare("grad:in:x", x.grad!);
        }

        if (checks.ExpectsAny(Training))
        {
            CompareTraining(model, x, checks);
        }
    }

    /// <summary>A U-Net in evaluation mode with the weights of a file.</summary>
    public static Unet Load(CaseFolder folder, UnetOptions options, string weights, ScalarType dtype)
    {
        if (folder.Mode.Split(' ')[0] is not ("eval" or "train"))
        {
            throw new InvalidDataException($"{folder.Path}: expected mode 'eval' or 'train', found '{folder.Mode}'.");
        }

        var model = new Unet(options);
        Weights.Load(model, weights);
        model.to(dtype);
        model.eval();
        return model;
    }

    /// <summary>Compares the gradients of all parameters with the arrays <c>grad:parameter</c> of a variant.</summary>
    public static void CompareGradients(CaseChecks checks, string variant, nn.Module model)
    {
        foreach ((string name, var parameter) in model.named_parameters())
        {
            string array = $"{variant}grad:{name}";
            if (checks.Expects(array))
            {
                using var zero = parameter.grad is null ? zeros_like(parameter) : null;
                checks.Compare(array, parameter.grad ?? zero!);
            }
        }
    }

    private static void CompareTraining(Unet model, Tensor x, CaseChecks checks)
    {
        using var quiet = no_grad();
        model.train();
        using var y = model.call(x);
        checks.Compare($"{Training}y", y);
        foreach ((string name, Tensor buffer) in model.named_buffers())
        {
            int dot = name.LastIndexOf('.');
            checks.Compare($"{Training}{name[(dot + 1)..]}:{name[..dot]}", buffer);
        }
    }
}
