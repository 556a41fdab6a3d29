using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class OnnxExporterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SmallStepper module = new();
    private readonly string path;

    public OnnxExporterTests()
    {
        module.eval();
        path = folder.PathOf("fluid.onnx");
    }

    public static OnnxExportOptions FluidOptions { get; } = new()
    {
        InputDims = ["batch", 6, "height", "width"],
        InputChannels = ["d", "vx", "vz", "previous d", "emitter", "collider"],
        OutputChannels = ["d", "vx", "vz"],
        ModelOptions = new JsonObject { ["base_channels"] = 8 },
        Normalization = new Dictionary<string, double> { ["S_density"] = 2.5 },
    };

    public void Dispose()
    {
        module.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(1, 16, 16)]
    [InlineData(3, 15, 9)]
    public void Export_AnyBatchAndSize_AgreesWithNative(long batch, long height, long width)
    {
        OnnxExporter.Export(module, path, FluidOptions);
        using var session = new InferenceSession(path);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var x = randn([batch, 6, height, width], generator: new Generator(3));

        Agreement.Require(module.call(x), session, x);
    }

    [Fact]
    public void Export_WritesTheSidecar()
    {
        OnnxExporter.Export(module, path, FluidOptions);

        var sidecar = OnnxSidecar.Read(path);

        Assert.Equal(["fluid.onnx", "fluid.onnx.json"], folder.FileNames());
        Assert.StartsWith("NeuralOps.Onnx ", sidecar.Producer, StringComparison.Ordinal);
        Assert.Equal("SmallStepper", sidecar.Model);
        Assert.Equal(18, sidecar.Opset);
        Assert.Equal("input", sidecar.Input.Name);
        Assert.Equal(["batch", "6", "height", "width"], sidecar.Input.Dims);
        Assert.Equal(FluidOptions.InputChannels, sidecar.Input.Channels);
        Assert.Equal("output", sidecar.Output.Name);
        Assert.Equal(["batch", "3", "height", "width"], sidecar.Output.Dims);
        Assert.Equal(["d", "vx", "vz"], sidecar.Output.Channels);
        Assert.Equal(8, (int)sidecar.Options!["base_channels"]!);
        Assert.Equal(2.5, sidecar.Normalization["S_density"]);
    }

    [Fact]
    public void Export_AfterTheModuleIsGone_StillRuns()
    {
        OnnxExporter.Export(module, path, FluidOptions with { InputName = "u", OutputName = "v" });
        module.Dispose();

        using var session = new InferenceSession(path);

        Assert.Equal(["u"], session.InputNames);
        Assert.Equal(["v"], session.OutputNames);
        Assert.Equal([-1, 3, -1, -1], session.OutputMetadata["v"].Dimensions);
    }

    [Fact]
    public void Export_InTrainingMode_Refuses()
    {
        module.train();

        var error = Assert.Throws<InvalidOperationException>(() => OnnxExporter.Export(module, path, FluidOptions));

        Assert.Equal(
            "Expected SmallStepper in evaluation mode, got its part SmallStepper in training mode. Call eval() first.",
            error.Message);
        Assert.Empty(folder.FileNames());
    }

    [Fact]
    public void Export_WithWrongChannelNames_Refuses()
    {
        var error = Assert.Throws<ArgumentException>(
            () => OnnxExporter.Export(module, path, FluidOptions with { InputChannels = ["d", "vx"] }));

        Assert.Equal(
            "Expected an input shape with 2 channels on axis 1, as InputChannels names them, "
            + "got [batch, 6, height, width]. (Parameter 'options')",
            error.Message);
    }

    [Fact]
    public void Sidecar_Missing_Refuses()
    {
        OnnxExporter.Export(module, path, FluidOptions);
        File.Delete(path + ".json");

        var error = Assert.Throws<FileNotFoundException>(() => OnnxSidecar.Read(path));

        Assert.Equal(
            $"Expected the model '{path}' and its sidecar '{path}.json', which an export writes together; "
            + $"'{path}.json' is missing.",
            error.Message);
    }

    [Fact]
    public void Sidecar_OfAnotherModel_Refuses()
    {
        OnnxExporter.Export(module, path, FluidOptions);
        var sha256 = OnnxSidecar.Read(path).Sha256;
        using (var file = File.Open(path, FileMode.Append))
        {
            file.WriteByte(0);
        }

        var error = Assert.Throws<InvalidDataException>(() => OnnxSidecar.Read(path));

        Assert.StartsWith(
            $"{path}.json: expected a model with SHA-256 {sha256}, found ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sidecar_Damaged_Refuses()
    {
        OnnxExporter.Export(module, path, FluidOptions);
        File.WriteAllText(path + ".json", "{\"producer\": \"x\"}");

        var error = Assert.Throws<InvalidDataException>(() => OnnxSidecar.Read(path));

        Assert.StartsWith($"{path}.json: expected a sidecar, found: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("'sha256'", error.Message, StringComparison.Ordinal);
    }
}
