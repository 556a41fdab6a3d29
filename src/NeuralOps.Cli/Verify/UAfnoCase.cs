using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>The U-AFNO: output, bottleneck, what leads to them and the gradients of Σ y·gout.</summary>
internal static class UAfnoCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        var options = configuration.Options(new UAfnoOptions());
        _ = configuration.Optional("grad_params", Array.Empty<string>());
        using var model = new UAfno(options);
        Weights.Load(model, folder.WeightsPath);
        model.to(checks.Dtype);
        model.train(IsTraining(folder));
        using var x = checks.Input("in:x").requires_grad_();
        long[] grid = [configuration.Get<long>("height"), configuration.Get<long>("width")];
        long[] shape = [configuration.Get<long>("batch"), options.InChannels, .. grid];
        Shape.Require(x, "batch in_channels height width", shape, "in:x");
        using var trace = model.Trace(x);
        Compare(checks, trace);
        if (folder.Arrays.Contains("gout"))
        {
            (trace.Output * checks.Input("gout")).sum().backward();
            UnetCase.CompareGradients(checks, "", model);
            checks.Compare("grad:in:x", x.grad!);
        }
    }

    /// <summary>Whether the case asks for training mode.</summary>
    /// <exception cref="InvalidDataException">It asks for something else.</exception>
    public static bool IsTraining(CaseFolder folder) => folder.Mode.Split(' ')[0] switch
    {
        "train" => true,
        "eval" => false,
        _ => throw new InvalidDataException(
            $"{folder.Path}: expected mode 'eval' or 'train', found '{folder.Mode}'."),
    };

    private static void Compare(CaseChecks checks, UAfnoTrace trace)
    {
        checks.Compare("out:y", trace.Output);
        checks.Compare("mid:bottleneck_before_afno", trace.Levels[0]);
        checks.Compare("out:bottleneck", trace.Levels[^1]);
        Number("mid:skip_{0}", trace.Skips);
        Number("mid:afno{0}_spectral", trace.Mixed);
        Number("mid:afno{0}", [.. trace.Levels.Skip(1)]);

        void Number(string name, IReadOnlyList<Tensor> tensors)
        {
            for (int i = 0; i < tensors.Count; i++)
            {
                checks.Compare(string.Format(CultureInfo.InvariantCulture, name, i), tensors[i]);
            }
        }
    }
}
