using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using NeuralOps.Models;
using NeuralOps.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>Writes operator and tokenizer as ONNX models and runs them beside the native ones.</summary>
internal static class OnnxExport
{
    /// <summary>The largest difference of a good export, relative to max(1, max|native|).</summary>
    public const double Tolerance = 5e-5;

    private const int Batch = 2;

    /// <summary>A step: <c>state</c> [batch, S, height, width] (and <c>parameters</c> [batch, P]) → <c>next</c>.
    /// </summary>
    /// <param name="module">The operator, in evaluation mode.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="grid">H and W of the comparison.</param>
    /// <returns>The difference to the native step.</returns>
    public static double WriteOperator(AgentModule module, string path, int grid)
    {
        NoaOptions options = module.Noa.Options;
        int channels = options.Operator.InChannels;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor u = Noise("state", Batch, channels, grid, grid);
        Tensor? p = options.Operator.Conditioning is null
            ? null
            : Noise("parameters", Batch, options.Operator.Conditioning.Parameters);
        Tensor native = module.Noa.Step(u, p); // refuses a grid that does not fit, before a file is written
        var graph = new GraphBuilder();
        GraphValue state = graph.Input("state", "batch", channels, "height", "width");
        GraphValue? theta = options.Operator.Conditioning is { } conditioning
            ? graph.Input("parameters", "batch", conditioning.Parameters)
            : null;
        graph.Output("next", module.Noa.Export(graph, state, theta), "batch", channels, "height", "width");
        OnnxModelFile.Write(path, graph, new Dictionary<string, string>
        {
            ["model"] = nameof(NoaBackbone),
            ["options"] = OptionsJson.Serialize(options),
        });
        return Difference(path, p is null ? [u] : [u, p], [native]);
    }

    /// <summary><c>encoder.onnx</c>: <c>features</c> → <c>latents</c>, <c>tokens</c>; <c>decoder.onnx</c>:
    /// <c>tokens</c> → <c>features</c>.</summary>
    /// <param name="network">The tokenizer's network, in evaluation mode.</param>
    /// <param name="folder">Where both files go.</param>
    /// <returns>The larger difference of both to the native ones.</returns>
    public static double WriteTokenizer(CategoricalVqVae network, string folder)
    {
        (string encoder, string decoder) = (Path.Combine(folder, "encoder.onnx"), Path.Combine(folder, "decoder.onnx"));
        var graph = new GraphBuilder();
        (GraphValue latents, GraphValue tokens) =
            network.ExportEncoder(graph, graph.Input("features", "batch", network.Options.InputDim));
        graph.Output("latents", latents, "batch", network.LatentDim);
        graph.Output("tokens", tokens, "batch", network.Levels.Count);
        OnnxModelFile.Write(encoder, graph);
        graph = new GraphBuilder();
        GraphValue given = graph.Input("tokens", "batch", network.Levels.Count);
        graph.Output("features", network.ExportTokenDecoder(graph, given), "batch", network.Options.InputDim);
        OnnxModelFile.Write(decoder, graph);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor features = Noise("features", Batch * 16, network.Options.InputDim);
        Tensor z = network.Encode(features);
        Tensor found = network.Quantize(z).Tokens;
        Tensor real = found.to(ScalarType.Float32);
        return Math.Max(
            Difference(encoder, [features], [z, real]), Difference(decoder, [real], [network.DecodeTokens(found)]));
    }

    private static Tensor Noise(string name, params long[] shape)
    {
        float[] values = new float[shape.Aggregate((a, b) => a * b)];
        new RandomStream(0, name).FillUniform(values);
        return tensor(values, shape);
    }

    private static double Difference(string path, Tensor[] inputs, Tensor[] native)
    {
        using var session = new InferenceSession(path);
        using var run = new RunOptions();
        OrtValue[] given =
        [
            .. inputs.Select(x =>
                OrtValue.CreateTensorValueFromMemory(x.contiguous().data<float>().ToArray(), x.shape)),
        ];
        using var outputs = session.Run(run, session.InputNames, given, session.OutputNames);
        double worst = 0;
        for (int i = 0; i < native.Length; i++)
        {
            Tensor other = tensor(outputs[i].GetTensorDataAsSpan<float>().ToArray(), native[i].shape);
            double scale = Math.Max(1, native[i].abs().max().ToDouble());
            worst = Math.Max(worst, (native[i] - other).abs().max().ToDouble() / scale);
        }

        foreach (OrtValue value in given)
        {
            value.Dispose();
        }

        return worst;
    }
}
