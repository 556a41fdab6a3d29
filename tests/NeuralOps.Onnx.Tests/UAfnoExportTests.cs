using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class UAfnoExportTests : IDisposable
{
    private static readonly Normalization[] Norms = Enum.GetValues<Normalization>();
    private static readonly Activation[] Activations = Enum.GetValues<Activation>();

    private static readonly PaddingModes[] Paddings =
        [PaddingModes.Zeros, PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<UAfnoOptions> Cases =>
    [
        .. Pairwise.Cover(Norms.Length, Activations.Length, Paddings.Length, 3, 2).Select(row => new UAfnoOptions
        {
            InChannels = 2,
            OutChannels = 3,
            BaseChannels = 6,
            Normalization = Norms[row[0]],
            Activation = Activations[row[1]],
            PaddingMode = Paddings[row[2]],
            EncoderLevels = row[3],
            BlocksPerLevel = row[4] + 1,
            AfnoBlocks = 2 - row[4],
            HiddenDim = row[4] == 0 ? null : 10,
            Modes = 4,
        }),
    ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryPairOfOptions_OnFreeGrids_AgreesWithNative(UAfnoOptions options) =>
        SpectralExport.RequireAgreement(
            new UAfno(options),
            folder.PathOf("uafno.onnx"),
            ["batch", 2, "height", "width"],
            3,
            [2, 2, 24, 32],
            [1, 2, 16, 20]);

    [Fact]
    public void OneExport_RunsOnEveryGrid() => SpectralExport.RequireAgreement(
        new UAfno(new UAfnoOptions { BaseChannels = 16, AfnoBlocks = 2 }),
        folder.PathOf("uafno.onnx"),
        ["batch", 1, "height", "width"],
        1,
        [1, 1, 64, 64],
        [1, 1, 128, 96],
        [2, 1, 40, 24]);

    [Fact]
    public void FixedGrid_AgreesWithNative() => SpectralExport.RequireAgreement(
        new UAfno(new UAfnoOptions { BaseChannels = 8, AfnoBlocks = 2 }),
        folder.PathOf("uafno.onnx"),
        [1, 1, 64, 48],
        1,
        [1, 1, 64, 48]);

    [Theory]
    [InlineData(ConditioningMode.Concat)]
    [InlineData(ConditioningMode.Film)]
    [InlineData(ConditioningMode.Both)]
    public void Conditioned_AgreesWithNative(ConditioningMode mode)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = SpectralExport.Randomized(new UAfno(new UAfnoOptions
        {
            BaseChannels = 6,
            EncoderLevels = 2,
            AfnoBlocks = 1,
            Modes = 4,
            Conditioning = new() { Mode = mode, Parameters = 5 },
        }));
        var graph = new GraphBuilder();
        var x = graph.Input("x", "batch", 1, "height", "width");
        var parameters = graph.Input("parameters", "batch", 5);
        graph.Output("y", model.Export(graph, x, parameters));
        string path = folder.PathOf("conditioned.onnx");
        OnnxModelFile.Write(path, graph);
        using var session = new InferenceSession(path);
        using var options = new RunOptions();
        var (field, theta) = (randn(2, 1, 16, 24), randn(2, 5));
        using var first = OrtValue.CreateTensorValueFromMemory(field.data<float>().ToArray(), field.shape);
        using var second = OrtValue.CreateTensorValueFromMemory(theta.data<float>().ToArray(), theta.shape);

        using var results = session.Run(options, session.InputNames, [first, second], session.OutputNames);

        Agreement.RequireClose(
            model.forward(field, theta).contiguous().data<float>().ToArray(),
            results[0].GetTensorDataAsSpan<float>());
    }
}
