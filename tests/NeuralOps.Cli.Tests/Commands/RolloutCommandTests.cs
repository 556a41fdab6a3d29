using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Tests;

namespace NeuralOps.Cli.Tests;

public sealed class RolloutCommandTests : IDisposable
{
    private static readonly string Data = Path.Combine(Fixtures.Repository, "samples", "NeuralFluid", "data", "val");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Rollout_LeavesModelStatesAndReport()
    {
        string weights = Weights(new FieldScales { Density = 2, VelX = 50, VelZ = 50 });
        var run = ToolRun.Of(
            "rollout", "--weights", weights, "--data", Data, "--frames", "4", "--output", folder.PathOf("out"),
            "--json");

        Assert.Equal(("", 0), (run.Error, run.Code));
        Assert.Equal(4, (int)run.Json["frames"]!);
        Assert.True(File.Exists((string)run.Json["model"]!));
        Assert.Contains(
            "Rollout beside the truth", File.ReadAllText((string)run.Json["report"]!), StringComparison.Ordinal);
        using var states = NpzArchive.Open((string)run.Json["states"]!);
        var result = run.Json["sequences"]!.AsArray().Single()!;
        var state = states.Read((string)result["sequence"]!);
        Assert.Equal([3, 64, 64], state.Shape);
        double mass = state.ToFloats()[..(64 * 64)].Average(x => (double)x);
        Assert.Equal(2 * (double)result["mass"]!, mass, 1e-5); // the archive is in the data's units
    }

    [Fact]
    public void MissingWeights_AreRefused() => Assert.Equal(
        $"neuralops: {folder.PathOf("no.safetensors")}: expected weights of a fluid model, found no such file.",
        ToolRun.Refused("rollout", "--weights", folder.PathOf("no.safetensors"), "--data", Data));

    [Fact]
    public void TooFewFrames_AreRefused() => Assert.Equal(
        "neuralops: frames ('1') must be greater than or equal to '2'. (Parameter 'frames') Actual value was 1.",
        ToolRun.Refused("rollout", "--weights", Weights(FieldScales.One), "--data", Data, "--frames", "1"));

    private string Weights(FieldScales scales)
    {
        var network = new UnetOptions { BaseChannels = 2, Depth = 1, Norm = Normalization.Batch };
        using var model = new FluidModel(FluidStepper.Create(network, FluidStepperOptions.Leaky), scales);
        model.Save(folder.PathOf(FluidModel.WeightsName));
        return folder.PathOf();
    }
}
