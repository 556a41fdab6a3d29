using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

/// <summary>Exports operators that mix frequencies and compares them with themselves.</summary>
internal static class SpectralExport
{
    /// <summary>Exports once and compares on grids of every shape given; frees the module.</summary>
    public static void RequireAgreement<T>(
        T module, string path, GraphDim[] dims, int outChannels, params long[][] shapes)
        where T : nn.Module<Tensor, Tensor>, IOnnxExportable
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Randomized(module);
        OnnxExporter.Export(model, path, new OnnxExportOptions
        {
            InputDims = dims,
            InputChannels = [.. Enumerable.Range(0, (int)dims[1].Length).Select(c => $"in {c}")],
            OutputChannels = [.. Enumerable.Range(0, outChannels).Select(c => $"out {c}")],
        });
        using var session = new InferenceSession(path);
        foreach (long[] shape in shapes)
        {
            var x = randn(shape, generator: new Generator(3));
            var y = model.call(x);
            Assert.True(y.std().item<float>() > 0.01f, "an output without variation proves nothing");
            Agreement.Require(y, session, x);
        }

        var summary = OnnxModelFile.ReadSummary(path);
        Assert.All(summary.Operators, op => Assert.True(OnnxOperatorSet.Contains(op), op));
        Assert.DoesNotContain(summary.Operators, op => op.Contains("DFT", StringComparison.Ordinal));
        Assert.Equal([""], summary.Opsets.Keys);
    }

    /// <summary>A network in evaluation mode none of whose norms is the identity and all of whose frequencies
    /// matter.</summary>
    public static T Randomized<T>(T model)
        where T : nn.Module
    {
        random.manual_seed(11);
        using var quiet = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (parameter.dim() == 1)
            {
                parameter.add_(0.2 * randn(parameter.shape));
            }
            else if (name.Contains("spectral.weights", StringComparison.Ordinal)
                || name.Contains("filter.", StringComparison.Ordinal))
            {
                parameter.copy_(randn(parameter.shape) / Math.Sqrt(parameter.size(0)));
            }
        }

        foreach (var (name, buffer) in model.named_buffers().Where(b => b.buffer.is_floating_point()))
        {
            buffer.copy_(name.EndsWith("running_var", StringComparison.Ordinal)
                ? rand(buffer.shape) + 0.5
                : 0.2 * randn(buffer.shape));
        }

        model.eval();
        return model;
    }
}
