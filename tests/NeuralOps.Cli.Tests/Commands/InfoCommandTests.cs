using System.IO.Compression;
using System.Text;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli.Tests;

public sealed class InfoCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Archive_ListsTypeShapeAndRange()
    {
        NpzFile.Write(folder.PathOf("a.npz"), new Dictionary<string, NpyArray>
        {
            ["field"] = NpyArray.Create([-1.5f, 0, 2.25f, 1], 2, 2),
            ["names"] = NpyArray.Create(["ab"], 1),
        });
        var run = ToolRun.Of("info", folder.PathOf("a.npz"));
        Assert.Equal(0, run.Code);
        Assert.Equal(
            [
                $"{folder.PathOf("a.npz")}: NumPy archive", "arrays: 2", "name dtype shape min max",
                "field float32 [2, 2] -1.5 2.25", "names <U2 [1] - -",
            ],
            Words(run.Output));
    }

    [Fact]
    public void Weights_CountParametersWithoutStatistics()
    {
        var run = ToolRun.Of(
            "info", Fixtures.PathOf("golden", "G0.1-fluidnet-unet-small", "weights.safetensors"), "--json");
        Assert.Equal("weights", (string?)run.Json["kind"]);
        Assert.Equal(364_163, (long)run.Json["facts"]!["parameters"]!);
        Assert.Equal(116, run.Json["parts"]!.AsArray().Count);
    }

    [Fact]
    public void PytorchObject_IsShownButNotLoaded()
    {
        var run = ToolRun.Of("info", Fixtures.PathOf("golden", "G5.5-pytorch-checkpoint", "checkpoint_with_object.pt"));
        Assert.Equal(0, run.Code);
        Assert.Contains("config - object of training_config.TrainingConfig, not loaded", Words(run.Output));
        Assert.Contains("learning_rate - 5E-05", Words(run.Output));
        Assert.Contains("state float32 [4]", Words(run.Output));
    }

    [Fact]
    public void MaliciousPickle_IsRefusedByName()
    {
        string path = folder.PathOf("evil.pt");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var pickle = zip.CreateEntry("evil/data.pkl").Open();
            pickle.Write([0x80, 2, .. Encoding.ASCII.GetBytes("cos\nsystem\n(X\u0002\0\0\0idtR.")]);
        }

        Assert.Equal(
            $"neuralops: {path}: refused to call os.system: only tensors and plain values are read",
            ToolRun.Refused("info", path));
    }

    [Fact]
    public void Model_ListsPortsAndOperators()
    {
        string model = folder.PathOf("m.onnx");
        ToolRun.Of(
            "export", "--config", "small", "--output", model, "--height", "32", "--width", "32",
            "--weights", Fixtures.PathOf("golden", "G0.1-fluidnet-unet-small", "weights.safetensors"));
        var run = ToolRun.Of("info", model);
        Assert.Equal(0, run.Code);
        Assert.Contains("opset: core 18", Words(run.Output));
        Assert.Contains("input input float [batch, 6, 32, 32]", Words(run.Output));
        Assert.Contains("output output float [batch, 3, 32, 32]", Words(run.Output));
        string counts = Words(run.Output)
            .Single(line => line.StartsWith("operator counts: ", StringComparison.Ordinal));
        Assert.Contains("Conv 22", counts, StringComparison.Ordinal);
        Assert.Contains(
            "sidecar: Unet, density, velx, velz, previous density, emitter, collider -> density, velx, velz",
            Words(run.Output));
    }

    [Fact]
    public void Run_TellsLastCheckpointAndBestValue()
    {
        Directory.CreateDirectory(folder.PathOf("run", "checkpoints"));
        folder.Write("run/options.json", "{\"seed\":1}\n");
        using var weight = ones(2);
        SafetensorsFile.Write(
            folder.PathOf("run", "checkpoints", "epoch-3.safetensors"),
            new Dictionary<string, Tensor> { ["model.w"] = weight },
            new Dictionary<string, string>
            {
                ["format"] = "neuralops-checkpoint-1",
                ["trainer"] = "{}",
                ["state"] = "{\"step\":120,\"epoch\":3,\"best\":0.25,\"best_epoch\":2}",
            });
        var lines = Words(ToolRun.Of("info", folder.PathOf("run")).Output);
        Assert.Equal(
            [
                "last checkpoint: epoch-3.safetensors", "step: 120", "epoch: 3", "best value: 0.25", "best epoch: 2",
                "options: {\"seed\":1}",
            ],
            lines[1..7]);
    }

    [Fact]
    public void Hdf5_PrintsItsTree()
    {
        string path = Fixtures.PathOf("hdf5", "files", "well_dummy.hdf5");
        var lines = Words(ToolRun.Of("info", path).Output);
        Assert.Equal(
            [
                $"{path}: HDF5 file", "groups: 9", "datasets: 10", "name dtype shape chunks filters value",
                "/ - - - - -", "@a float64 [] - - 0.25", "@b float64 [] - - 0.75",
                "@dataset_name string [] - - dummy_dataset",
            ],
            lines[..8]);
        Assert.Contains("field float32 [2, 10, 32, 32, 2] - - -", lines);
        Assert.Contains("@dim_varying bool [2] - - [yes, yes]", lines);
    }

    [Fact]
    public void Hdf5_ShowsChunksFiltersLinksAndWhatIsNotRead()
    {
        var lines = Words(ToolRun.Of("info", Fixtures.PathOf("hdf5", "files", "test_file.hdf5")).Output);
        string missing = Fixtures.PathOf("hdf5", "files", "test_file.hdf5");
        Assert.Contains("string_attr", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Contains(
            lines,
            line => line.StartsWith("broken_soft_link - - - - soft link to '/datasets_group/int/missing_dataset'; "
                + $"{missing}: nothing named 'missing_dataset' in '/datasets_group/int'", StringComparison.Ordinal));
        var shuffled = Words(ToolRun.Of(
            "info",
            Fixtures.PathOf("hdf5", "files", "test_byteshuffle_compressed_datasets_earliest.hdf5")).Output);
        Assert.Contains("float64 float64 [7, 5] [3, 4] [shuffle, gzip] -", shuffled);
    }

    [Fact]
    public void Hdf5_ThatEndsItsReader_IsRefused()
    {
        string path = Fixtures.PathOf("hdf5", "ends_process.hdf5");
        Assert.Equal(
            $"neuralops: {path}: the HDF5 file is damaged and not opened: reading it ended the process that tried, "
            + "with exit code 139.",
            ToolRun.Refused("info", path));
    }

    [Fact]
    public void UnknownYamlKey_IsRefusedWithItsLine()
    {
        string path = folder.Write("unet.yaml", "base_channels: 4\ndepth: 2\nnrom: batch\n");
        Assert.Equal($"neuralops: {path}:3:1: unknown key 'nrom'; did you mean 'norm'?", ToolRun.Refused("info", path));
    }

    [Fact]
    public void Yaml_ShowsDefaultsToo()
    {
        string path = folder.Write("unet.yaml", "base_channels: 4\n");
        var lines = Words(ToolRun.Of("info", path).Output);
        Assert.Equal($"{path}: U-Net options", lines[0]);
        Assert.Contains("base_channels 4 yes", lines);
        Assert.Contains("act \"silu\" no", lines);
    }

    [Fact]
    public void TruncatedArray_IsRefused()
    {
        NpyFile.Write(folder.PathOf("a.npy"), NpyArray.Create(new float[100], 100));
        File.WriteAllBytes(folder.PathOf("b.npy"), File.ReadAllBytes(folder.PathOf("a.npy"))[..200]);
        Assert.Equal(
            $"neuralops: {folder.PathOf("b.npy")}: shape (100,) of float32 takes 400 bytes, 72 follow the header.",
            ToolRun.Refused("info", folder.PathOf("b.npy")));
    }

    [Fact]
    public void OtherEnding_IsRefused()
    {
        string path = folder.Write("a.txt", "");
        Assert.Equal(
            $"neuralops: {path}: expected a file with the ending .npy, .npz, .safetensors, .pt, .pth, .onnx, .hdf5, "
            + ".h5, .yaml, .yml, .bvh, .asf, .amc or .xml, found '.txt'.",
            ToolRun.Refused("info", path));
    }

    // Lines without rules and with single blanks.
    private static string[] Words(string output) =>
    [
        .. output.Split('\n').Where(line => !line.Contains('─', StringComparison.Ordinal))
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Where(line => line.Length > 0),
    ];
}
