using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class VqExportTests : IDisposable
{
    private static readonly CategoricalVqOptions Options = new()
    {
        InputDim = 9,
        Categories =
        [
            new() { Name = "cluster_1", Indices = [8, 0, 2, 4], Levels = VqLevelSizes.Of(4, [1, 2]) },
            new() { Name = "cluster_2", Indices = [1, 3, 5, 6, 7], Levels = VqLevelSizes.Of(5) },
        ],
        GroupEmbeddingDim = 12,
        GroupHiddenDim = 16,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Encoder_GivesLatentsAndExactTokens()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Spread();
        var graph = new GraphBuilder();
        var (latents, tokens) = model.ExportEncoder(graph, graph.Input("features", "batch", 9));
        graph.Output("latents", latents, "batch", model.LatentDim);
        graph.Output("tokens", tokens, "batch", model.Levels.Count);
        var x = randn([200, 9], generator: new Generator(1));

        using var results = Run(graph, x);

        var z = model.Encode(x);
        Agreement.RequireClose(z.data<float>().ToArray(), results[0].GetTensorDataAsSpan<float>());
        float[] expected = model.Tokenize(x).to(ScalarType.Float32).data<float>().ToArray();
        Assert.Equal(expected, results[1].GetTensorDataAsSpan<float>().ToArray());
        Assert.True(expected.Distinct().Count() > 5);
    }

    [Fact]
    public void Decoders_TakeCodesOrTokens()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Spread();
        var (quantized, tokens) = model.Quantize(model.Encode(randn([30, 9], generator: new Generator(2))));
        var fromCodes = new GraphBuilder();
        fromCodes.Output("y", model.ExportDecoder(fromCodes, fromCodes.Input("codes", "batch", model.LatentDim)));
        var fromTokens = new GraphBuilder();
        fromTokens.Output(
            "y", model.ExportTokenDecoder(fromTokens, fromTokens.Input("tokens", "batch", model.Levels.Count)));

        using var decoded = Run(fromCodes, quantized);
        using var looked = Run(fromTokens, tokens.to(ScalarType.Float32));

        Agreement.RequireClose(
            model.Decode(quantized).data<float>().ToArray(), decoded[0].GetTensorDataAsSpan<float>());
        Agreement.RequireClose(
            model.DecodeTokens(tokens).data<float>().ToArray(), looked[0].GetTensorDataAsSpan<float>());
    }

    [Fact]
    public void Autoencoder_ExportsWithItsSidecar()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Spread();
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"feature {i}")];
        OnnxExporter.Export(
            model,
            folder.PathOf("model.onnx"),
            new() { InputDims = ["batch", 9], InputChannels = names, OutputChannels = names });
        var x = randn([12, 9], generator: new Generator(3));

        using var session = new InferenceSession(folder.PathOf("model.onnx"));

        Agreement.Require(model.call(x).Reconstruction, session, x);
        Assert.Equal("CategoricalVqVae", OnnxSidecar.Read(folder.PathOf("model.onnx")).Model);
    }

    [Theory]
    [InlineData(VectorAxis.Channels, new long[] { 2, 6, 5, 4 })]
    [InlineData(VectorAxis.Channels, new long[] { 3, 6, 7 })]
    [InlineData(VectorAxis.Last, new long[] { 2, 3, 6 })]
    [InlineData(VectorAxis.Last, new long[] { 8, 6 })]
    public void Quantizers_AgreeWithNative(VectorAxis axis, long[] shape)
    {
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        var options = new VectorQuantizerOptions { NumEmbeddings = 20, EmbeddingDim = 6, Axis = axis };
        using var single = new VectorQuantizer(options);
        using var residual = new ResidualVectorQuantizer(options, 3);
        using var finite = new FiniteScalarQuantizer([8, 5, 2, 3, 7, 4], axis);
        foreach (var quantizer in residual.Levels.Append(single))
        {
            using var quiet = no_grad();
            quantizer.Codebook.normal_();
        }

        single.eval();
        residual.eval();
        Require(x => single.call(x).Quantized, single.Export, shape);
        Require(
            x => single.Codes(x).to(ScalarType.Float32),
            (graph, x) => Real(graph, single.ExportCodes(graph, x)),
            shape);
        Require(x => residual.call(x).Quantized, residual.Export, shape);
        Require(x => finite.call(x), finite.Export, shape);
    }

    private static GraphValue Real(GraphBuilder graph, GraphValue codes) =>
        graph.Node("Cast", [codes], new GraphAttribute("to", (long)GraphElement.Real32));

    private void Require(Func<Tensor, Tensor> native, Func<GraphBuilder, GraphValue, GraphValue> export, long[] shape)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var graph = new GraphBuilder();
        var x = randn(shape, generator: new Generator(5));
        GraphDim[] dims = [.. shape.Select((n, axis) => n == 6 ? new GraphDim(n) : new GraphDim($"axis{axis}"))];
        graph.Output("y", export(graph, graph.Input("x", dims)));
        using var results = Run(graph, x);
        var y = native(x).contiguous();
        Assert.Equal(y.shape, results[0].GetTensorTypeAndShape().Shape);
        Agreement.RequireClose(y.data<float>().ToArray(), results[0].GetTensorDataAsSpan<float>());
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(GraphBuilder graph, Tensor x)
    {
        string path = folder.PathOf($"{Guid.NewGuid()}.onnx");
        OnnxModelFile.Write(path, graph);
        using var session = new InferenceSession(path);
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(x.contiguous().data<float>().ToArray(), x.shape);
        return session.Run(options, session.InputNames, [input], session.OutputNames);
    }

    // An autoencoder whose codes are as far apart as its latents, with norms that are not the identity.
    private static CategoricalVqVae Spread()
    {
        random.manual_seed(6);
        var model = new CategoricalVqVae(Options);
        foreach (var (name, parameter) in model.named_parameters())
        {
            double scale = name.EndsWith("embedding.weight", StringComparison.Ordinal) ? 1 : 0.2;
            parameter.add_(scale * randn(parameter.shape));
        }

        model.eval();
        return model;
    }
}
