using System.Text.Json.Nodes;
using NeuralOps.Data;
using NeuralOps.Tests;

namespace NeuralOps.Cli.Tests;

public sealed class VerifyCommandTests
{
    private const string Loss = "G0.3-fluidnet-losses";
    private const string Small = "G0.1-fluidnet-unet-small";

    public static TheoryData<string> Cases =>
    [
        Small,
        "G0.2-fluidnet-unet-medium",
        Loss,
        "G0.4-fluidnet-rollout",
        "G2.5-simple-cnn-operator",
        "G2.6-gaussian-random-field",
        "G2.3-vector-quantizer",
        "G2.4-categorical-vqvae",
        "G4.1a-mamba-shared-a",
        "G4.1b-mamba-per-channel-a",
        "G4.2a-motion-projector",
        "G4.2b-motion-ssm",
        "G4.2c-physics-ssm",
        "G4.2d-text-to-motion",
        "G4.2e-s4-layer",
        "G4.2f-temporal-consistency",
        "G4.2g-physics-training-loss",
        "G4.1c-selective-scan-reference",
        "G4.3-physics-state",
        "G4.4-motion-features",
        "G4.4b-feature-statistics",
        "G5.1-fno-spectral-2d",
        "G5.1b-fno-spectral-1d",
        "G5.1c-fno-spectral-3d",
        "G5.3-selective-scan-f64",
        "G5.4-optimiser-traces",
        "G5.5-pytorch-checkpoint",
        "G5.7-taylor-green-stencils",
        .. Directory.GetDirectories(Fixtures.PathOf("golden", "variants"))
            .Select(path => $"variants/{Path.GetFileName(path)}"),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_AgreesInEveryArray(string name)
    {
        var run = ToolRun.Of("verify", Fixtures.PathOf("golden", name), "--json");
        Assert.Equal(("", 0), (Failures(run), run.Code));
        Assert.True((bool)run.Json["passed"]!);
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(Loss)]
    [InlineData("G0.4-fluidnet-rollout")]
    [InlineData("G2.5-simple-cnn-operator")]
    [InlineData("variants/batch-leaky-circular-stride")]
    [InlineData("G2.4-categorical-vqvae")]
    [InlineData("variants/tokens-uniform-three")]
    [InlineData("G4.1b-mamba-per-channel-a")]
    [InlineData("G4.2c-physics-ssm")]
    [InlineData("G4.2d-text-to-motion")]
    [InlineData("G4.2g-physics-training-loss")]
    [InlineData("variants/temporal-s4")]
    public void Case_AgreesInFloat64_WithItsFloat64ArraysToRounding(string name)
    {
        var run = ToolRun.Of("verify", Fixtures.PathOf("golden", name), "--float64", "--json");
        Assert.Equal(("", 0), (Failures(run), run.Code));
        // Both sides run the same operators in float64, so only the order of sums differs.
        var arrays = run.Json["cases"]![0]!["arrays"]!.AsArray();
        Assert.All(
            arrays.Where(array => ((string)array!["name"]!).StartsWith("f64/", StringComparison.Ordinal)),
            array => Assert.InRange((double)array!["error"]!, 0, 1e-10));
    }

    [Fact]
    public void Text_ListsErrorAndToleranceOfEachArray()
    {
        var run = ToolRun.Of("verify", Fixtures.PathOf("golden", Small));
        string[] lines = [.. run.Output.Split('\n').Select(line => line.Trim())];
        Assert.Equal("G0.1 FluidNet UNet, small preset, batch norm in evaluation mode", lines[0]);
        string row = lines.Single(line => line.StartsWith("grad:in:x ", StringComparison.Ordinal));
        Assert.EndsWith(" 1.0e-04     ok", row, StringComparison.Ordinal);
        Assert.Equal("G0.1 passed: 25 of 25 arrays agree.", lines[^2]);
    }

    [Theory]
    [InlineData("out:y", 1e-4f)]
    [InlineData("mid:bottleneck", 1f)]
    [InlineData("grad:stem.weight", 1f)]
    [InlineData("out:train_running_var:downs.0.block.n1", 1f)]
    [InlineData("f64/out:y", 1e-3f)]
    [InlineData("f64/grad:head.weight", 1f)]
    public void TamperedArray_FailsAlone(string name, float amount)
    {
        using var copy = new CaseCopy(Small).Tamper(name, amount);
        var run = ToolRun.Of("verify", copy.Path, "--json");
        Assert.Equal((name, 1, ""), (Failures(run), run.Code, run.Error));
    }

    [Theory]
    [InlineData("forward/zeros/grad:in:pred")]
    [InlineData("central/circular/out:total")]
    [InlineData("out:all_emitter_loss_gradient")]
    public void TamperedArrayOfAVariant_Fails(string name)
    {
        using var copy = new CaseCopy(Loss).Tamper(name, 1e-3f);
        var run = ToolRun.Of("verify", copy.Path, "--json");
        Assert.Equal((name, 1), (Failures(run), run.Code));
    }

    [Fact]
    public void Tamper_WithinTheSuggestedTolerance_Passes()
    {
        using var copy = new CaseCopy(Small).Tamper("out:y", 0.01f)
            .Edit(root => root["tolerance"]!["suggested"]!["outputs"] = 0.1);
        Assert.Equal(0, ToolRun.Of("verify", copy.Path).Code);
    }

    [Fact]
    public void ArrayOfAnotherShape_FailsWithBothShapes()
    {
        using var copy = new CaseCopy(Small).EditArrays(
            arrays => arrays["out:y"] = NpyArray.Create(new float[6], 2, 3));
        var run = ToolRun.Of("verify", copy.Path);
        Assert.Equal(1, run.Code);
        Assert.Contains("FAILED: expected shape [2, 3], got [1, 3, 32, 32]", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out:extra")]
    [InlineData("mid:layer7")]
    [InlineData("grad:no.such.parameter")]
    [InlineData("compat/out:y")]
    [InlineData("f64/some/variant/mid:z")]
    [InlineData("undescribed")]
    public void UncheckedArray_FailsByName(string name)
    {
        using var copy = new CaseCopy(Small).EditArrays(arrays => arrays[name] = NpyArray.Create([1f], 1));
        var run = ToolRun.Of("verify", copy.Path, "--json");
        Assert.Equal(($"unchecked array '{name}'", 1), (Failures(run), run.Code));
    }

    [Fact]
    public void UnusedInput_IsNoFailure()
    {
        using var copy = new CaseCopy(Small).EditArrays(arrays => arrays["in:unused"] = NpyArray.Create([1f], 1));
        Assert.Equal(0, ToolRun.Of("verify", copy.Path).Code);
    }

    [Fact]
    public void UnknownConfigurationKey_FailsByName()
    {
        using var copy = new CaseCopy(Small).Edit(root => root["configuration"]!["film_dim"] = 3);
        var run = ToolRun.Of("verify", copy.Path);
        Assert.Equal(1, run.Code);
        Assert.Contains("FAILED: unknown configuration key 'film_dim'\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "G0.1 FAILED: 25 of 25 arrays agree, 1 further failures.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownNestedConfigurationKey_FailsByItsPath()
    {
        using var copy = new CaseCopy("G5.4-optimiser-traces").Edit(
            root => root["configuration"]!["adamw"]!["fused"] = true);
        var run = ToolRun.Of("verify", copy.Path, "--json");
        Assert.Equal(("unknown configuration key 'adamw.fused'", 1), (Failures(run), run.Code));
    }

    [Fact]
    public void UnknownModel_FailsWithTheKnownOnes()
    {
        using var copy = new CaseCopy(Loss)
            .Edit(root => root["model"] = "FluidNet Transformer")
            .EditArrays(arrays => arrays.Clear());
        var run = ToolRun.Of("verify", copy.Path);
        Assert.Equal(1, run.Code);
        Assert.Contains(
            "FAILED: unknown model 'FluidNet Transformer'; expected one of 'FluidNet UNet', 'FluidNet UNet + rollout "
            + "loss', 'loss functions', 'stencils', 'FNO spectral layer', 'U-AFNO', 'NOA backbone', 'vector "
            + "quantiser', 'categorical VQ-VAE', 'SimpleCNN operator', 'initial condition generator', 'selective "
            + "scan', 'Mamba layer', 'S4 layer', 'MotionSSM', 'TemporalConsistencySSM', 'motion projector', "
            + "'PhysicsSSM', 'TextToMotionSSM', 'PhysicsSSM system', 'physics state', 'motion representation', "
            + "'optimisers', 'checkpoint files'\n",
            run.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void BadConfigurationValue_IsRefused()
    {
        using var copy = new CaseCopy(Small).Edit(root => root["configuration"]!["norm"] = "spectral");
        Assert.Equal(
            $"neuralops: {copy.PathOf("case.json")}, configuration: expected one of none, batch, instance, group, "
            + "layer for 'norm', found the string 'spectral'",
            ToolRun.Refused("verify", copy.Path));
    }

    [Fact]
    public void OtherGridThanConfigured_IsRefused()
    {
        using var copy = new CaseCopy(Small).Edit(root => root["configuration"]!["width"] = 64);
        Assert.Equal(
            "neuralops: Expected shape [batch=1, in_channels=6, height=32, width=64], got [1, 6, 32, 32]. "
            + "(Parameter 'in:x')",
            ToolRun.Refused("verify", copy.Path));
    }

    [Fact]
    public void WrongPath_IsRefused() => Assert.Equal(
        "neuralops: no/such/case: expected a case folder with case.json and io.npz, found none.",
        ToolRun.Refused("verify", "no/such/case"));

    [Fact]
    public void BadCase_DoesNotHideTheOthers()
    {
        var run = ToolRun.Of("verify", "no/such/case", Fixtures.PathOf("golden", Loss), "--json");
        Assert.Equal(2, run.Code);
        Assert.False((bool)run.Json["passed"]!);
        Assert.Equal("G0.3", (string?)run.Json["cases"]!.AsArray().Single()!["id"]);
        Assert.Equal(
            "neuralops: no/such/case: expected a case folder with case.json and io.npz, found none.\n", run.Error);
    }

    [Fact]
    public void TruncatedArchive_IsRefused()
    {
        using var copy = new CaseCopy(Loss);
        byte[] bytes = File.ReadAllBytes(copy.PathOf("io.npz"));
        File.WriteAllBytes(copy.PathOf("io.npz"), bytes[..(bytes.Length / 2)]);
        Assert.Equal(
            $"neuralops: {copy.PathOf("io.npz")}: truncated: the zip archive has no central directory at its end.",
            ToolRun.Refused("verify", copy.Path));
    }

    [Fact]
    public void TamperedCheckpoint_FailsWithTheFirstDifference()
    {
        using var copy = new CaseCopy("G5.5-pytorch-checkpoint");
        var contents = JsonNode.Parse(File.ReadAllText(copy.PathOf("contents.json")))!;
        contents["checkpoint"]!["config"]!["training"]!["negative"] = -8;
        File.WriteAllText(copy.PathOf("contents.json"), contents.ToJsonString());
        var run = ToolRun.Of("verify", copy.Path, "--json");
        Assert.Equal(("contents of checkpoint.pt, contents of checkpoint_legacy.pt", 1), (Failures(run), run.Code));
        Assert.Contains(
            "checkpoint.config.training.negative: expected -8, found -7", run.Output, StringComparison.Ordinal);
    }

    // The names of arrays that differ, and the other failures.
    private static string Failures(ToolRun run) => string.Join(", ", run.Json["cases"]!.AsArray().SelectMany(Failures));

    private static IEnumerable<string> Failures(JsonNode? result) =>
    [
        .. result!["arrays"]!.AsArray().Where(array => !(bool)array!["passed"]!)
            .Select(array => (string)array!["name"]!),
        .. result["failures"]!.AsArray().Select(failure => (string)failure!),
    ];
}
