using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private const string TinyUnet = "base_channels: 1\ndepth: 1\nnorm: none\nbottleneck_blocks: 0\n";

    private static readonly string Case = Fixtures.PathOf("golden", "G0.1-fluidnet-unet-small");
    private static readonly string SmallWeights = Path.Combine(Case, "weights.safetensors");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Unet_GivesTheReferencesOutput_InBatches()
    {
        float[] x = Array("in:x"), y = Array("out:y");
        string input = Write("x", [.. x, .. x, .. x], 3, 6, 32, 32);
        var run = Run("--config", "small", "--weights", SmallWeights, "--input", input, "--batch-size", "2");
        Assert.Equal(("", 0), (run.Error, run.Code));
        Assert.Contains("[3, 6, 32, 32]   [3, 3, 32, 32]", run.Output, StringComparison.Ordinal);
        using var result = NpzArchive.Open(folder.PathOf("y.npz"));
        float[] found = result.Read("x").ToFloats();
        float[] expected = [.. y, .. y, .. y];
        // The case's tolerance, for other sizes of batch.
        Assert.All(found.Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -5e-5f, 5e-5f));
    }

    [Fact]
    public void Weights_OfAPytorchCheckpoint_AreRead()
    {
        string yaml = folder.Write(
            "unet.yaml",
            "base_channels: 4\ndepth: 1\nnorm: batch\nact: gelu\ndownsample: avgpool\nuse_residual: true\n");
        string golden = Fixtures.PathOf("golden", "G5.5-pytorch-checkpoint");
        string[] files = ["checkpoint.pt", "checkpoint_legacy.pt", "state_dict_only.pt", "weights.safetensors"];
        foreach (string file in files)
        {
            string input = Write("x", new float[6 * 64], 1, 6, 8, 8);
            Assert.Equal(0, Run("--config", yaml, "--weights", Path.Combine(golden, file), "--input", input).Code);
        }
    }

    [Fact]
    public void UnknownModel_IsRefused() => Assert.Equal(
        "neuralops: Expected one of the models unet, fluid, fno, afno, uafno, mamba, s4, temporal-consistency, "
        + "motion-ssm, physics-ssm, physics-motion, text-to-motion, got 'unett'.",
        ToolRun.Refused("run", "--model", "unett", "--weights", "w", "--input", "x", "--output", "y"));

    [Fact]
    public void MissingWeights_AreRefused() => Assert.Equal(
        "neuralops: no.safetensors: expected weights of the model 'unet', found no such file.",
        Refused("--weights", "no.safetensors", "--input", "x"));

    [Fact]
    public void UnknownPreset_IsRefused() => Assert.Equal(
        "neuralops: huge: expected a YAML file or one of the presets small, small-medium, medium, large, "
        + "found neither.",
        Refused("--config", "huge", "--weights", SmallWeights, "--input", "x"));

    [Fact]
    public void WeightsWithoutOptions_AskForAConfiguration() => Assert.Equal(
        "neuralops: Expected --config with a preset (small, small-medium, medium, large) or a YAML file, because "
        + $"'{SmallWeights}' does not say which network it holds.",
        Refused("--weights", SmallWeights, "--input", "x"));

    [Fact]
    public void UnknownYamlKey_IsRefusedWithItsLine()
    {
        string yaml = folder.Write("unet.yaml", TinyUnet + "\nlerning_rate: 3\n");
        Assert.Equal(
            $"neuralops: {yaml}:6:1: unknown key 'lerning_rate'; expected one of in_channels, out_channels, "
            + "base_channels, depth, norm, act, group_norm_groups, dropout, upsample, downsample, padding_mode, "
            + "use_residual, bottleneck_blocks, output_activation, zero_head",
            Refused("--config", yaml, "--weights", SmallWeights, "--input", "x"));
    }

    [Fact]
    public void ForeignWeights_AreRefusedByName()
    {
        string yaml = folder.Write("unet.yaml", TinyUnet), weights = folder.PathOf("alien.safetensors");
        using var alien = ones(2);
        SafetensorsFile.Write(weights, new Dictionary<string, Tensor> { ["alien"] = alien, ["stem.bias"] = alien });
        Assert.Equal(
            $"neuralops: {weights}: not the weights of this Unet: 13 missing (downs.0.block.c1.bias, "
            + "downs.0.block.c1.weight, downs.0.block.c2.bias, downs.0.block.c2.weight, downs.0.down.bias, "
            + "downs.0.down.weight, head.bias, head.weight, stem.weight, ups.0.block.c1.bias, ups.0.block.c1.weight, "
            + "ups.0.block.c2.bias, ups.0.block.c2.weight); 1 unexpected (alien); 1 mismatched (stem.bias: expected "
            + "Float32 [1], found Float32 [2]).",
            Refused("--config", yaml, "--weights", weights, "--input", "x"));
    }

    [Fact]
    public void OtherShape_IsRefused() => Assert.Equal(
        "neuralops: Expected shape [B, C=6, H, W], got [6, 4]. (Parameter 'velocity')",
        Refused("--config", "small", "--weights", SmallWeights, "--input", Write("velocity", new float[24], 6, 4)));

    [Fact]
    public void NotANumber_IsRefusedAndNothingWritten()
    {
        float[] x = new float[6 * 16];
        x[5] = float.NaN;
        string input = Write("x", x, 1, 6, 4, 4);
        Assert.Equal(
            $"neuralops: {input}, array 'x': expected finite values, found 1 that are NaN or infinite.",
            Refused("--config", "small", "--weights", SmallWeights, "--input", input));
        Assert.False(File.Exists(folder.PathOf("y.npz")));
    }

    private static float[] Array(string name)
    {
        using var archive = NpzArchive.Open(Path.Combine(Case, "io.npz"));
        return archive.Read(name).ToFloats();
    }

    private string Write(string name, float[] values, params long[] shape)
    {
        NpzFile.Write(
            folder.PathOf("x.npz"), new Dictionary<string, NpyArray> { [name] = NpyArray.Create(values, shape) });
        return folder.PathOf("x.npz");
    }

    private ToolRun Run(params string[] more) =>
        ToolRun.Of(["run", "--model", "unet", "--output", folder.PathOf("y.npz"), .. more]);

    private string Refused(params string[] more) =>
        ToolRun.Refused(["run", "--model", "unet", "--output", folder.PathOf("y.npz"), .. more]);
}
