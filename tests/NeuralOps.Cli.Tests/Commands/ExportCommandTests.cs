using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Onnx;
using NeuralOps.Tests;

namespace NeuralOps.Cli.Tests;

public sealed class ExportCommandTests : IDisposable
{
    private static readonly string Weights = Fixtures.PathOf(
        "golden", "G0.1-fluidnet-unet-small", "weights.safetensors");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Unet_AgreesWithOnnxRuntimeOnTwoGrids()
    {
        var run = ToolRun.Of(
            "export", "--config", "small", "--weights", Weights, "--output", folder.PathOf("m.onnx"), "--json");
        Assert.Equal(("", 0), (run.Error, run.Code));
        Assert.Equal(2, run.Json["grids"]!.AsArray().Count);
        Assert.All(run.Json["grids"]!.AsArray(), grid => Assert.InRange((double)grid!["error"]!, 0, 5e-5));
        Assert.Equal(["batch", "6", "height", "width"], OnnxSidecar.Read(folder.PathOf("m.onnx")).Input.Dims);
    }

    [Fact]
    public void FixedGrid_IsWrittenAndTried()
    {
        var run = ToolRun.Of(
            "export", "--config", "small", "--weights", Weights, "--output", folder.PathOf("m.onnx"),
            "--batch", "1", "--height", "24", "--width", "40");
        Assert.Equal(0, run.Code);
        Assert.Contains("[1, 6, 24, 40]: native and ONNX Runtime differ by ", run.Output, StringComparison.Ordinal);
        Assert.Equal(["1", "6", "24", "40"], OnnxSidecar.Read(folder.PathOf("m.onnx")).Input.Dims);
    }

    [Fact]
    public void FluidRun_ExportsTheWholeStep()
    {
        var network = new UnetOptions { BaseChannels = 2, Depth = 1, Norm = Normalization.Batch };
        var scales = new FieldScales { Density = 2, VelX = 0.5, VelZ = 0.5 };
        using (var model = new FluidModel(FluidStepper.Create(network, FluidStepperOptions.Leaky), scales))
        {
            model.Save(folder.PathOf(FluidModel.WeightsName));
        }

        var run = ToolRun.Of("export", "--run", folder.PathOf(), "--output", folder.PathOf("m.onnx"));
        Assert.Equal(("", 0), (run.Error, run.Code));
        var sidecar = OnnxSidecar.Read(folder.PathOf("m.onnx"));
        Assert.Equal("FluidStepper", sidecar.Model);
        Assert.Equal(0.5, sidecar.Normalization["velx"]);
        Assert.Equal(0.8, (double)sidecar.Options!["stepper"]!["velocity_carry"]!);
    }

    [Fact]
    public void OtherOpset_IsRefused() => Assert.Equal(
        "neuralops: Expected --opset 18, the one that exports use, got 17.",
        ToolRun.Refused("export", "--weights", Weights, "--output", folder.PathOf("m.onnx"), "--opset", "17"));

    [Fact]
    public void RunAndWeights_AreRefusedTogether() => Assert.Equal(
        "neuralops: Expected one of --run and --weights.",
        ToolRun.Refused("export", "--weights", Weights, "--run", "runs/a", "--output", folder.PathOf("m.onnx")));

    [Fact]
    public void MissingRun_IsRefused() => Assert.Equal(
        "neuralops: runs/none: expected weights of the model 'fluid', found no such file.",
        ToolRun.Refused("export", "--run", "runs/none", "--output", folder.PathOf("m.onnx")));
}
