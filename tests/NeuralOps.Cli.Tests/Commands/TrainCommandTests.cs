using NeuralOps.Data;

namespace NeuralOps.Cli.Tests;

public sealed class TrainCommandTests : IDisposable
{
    private static readonly string[] Metrics =
    [
        "mse_density", "mse_velx", "mse_velz", "ssim_density", "divergence_norm", "kinetic_energy",
        "collider_violation", "emitter_density_accuracy", "gradient_l1",
        "mse", "divergence", "gradient", "emitter", "total",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_LeavesMetricsAndAReportWithRolloutErrorsAndDivergence()
    {
        string config = Config(Data(frames: 20));
        var run = Train(config, "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal(("Completed", 4), ((string)run.Json["reason"]!, (int)run.Json["step"]!));
        Assert.Contains("smoke  step 1 of 4", run.Error, StringComparison.Ordinal);
        string path = folder.PathOf("runs", "smoke");
        Assert.True(File.Exists(Path.Combine(path, FluidModel.WeightsName)));
        MetricsLine validation = MetricsLine.Read(Path.Combine(path, "metrics.jsonl"))
            .Last(line => line.Phase == "validation");
        Assert.Equal(Metrics.Order(), validation.Values.Keys.Order());
        string report = File.ReadAllText(Path.Combine(path, "report.html"));
        Assert.All(
            ["Rollout beside the truth", "Density error against horizon", "Divergence against horizon", "Losses"],
            title => Assert.Contains(title, report, StringComparison.Ordinal));
    }

    [Fact]
    public void FinishedRun_IsRefusedReplacedOrLeftAsItIs()
    {
        string config = Config(Data(frames: 20));
        Assert.Equal(0, Train(config).Code);
        string weights = folder.PathOf("runs", "smoke", FluidModel.WeightsName);
        byte[] first = File.ReadAllBytes(weights);

        var again = Train(config);
        Assert.Equal(2, again.Code);
        Assert.Equal(
            $"neuralops: Expected no run in '{folder.PathOf("runs", "smoke")}', found one with the same options. "
            + "Resume it, replace it, or choose another name.\n",
            again.Error);

        Assert.Equal(0, Train(config, "--resume").Code);
        Assert.Equal(first, File.ReadAllBytes(weights));
        Assert.Equal(0, Train(config, "--force", "--set", "seed=7").Code);
        Assert.NotEqual(first, File.ReadAllBytes(weights));
        Assert.Equal(
            "neuralops: Expected one of --resume and --force.",
            ToolRun.Refused("train", config, "--resume", "--force"));
    }

    [Fact]
    public void SequencesTooShortForAnyHorizon_LeaveTheReportWithLosses()
    {
        Assert.Equal(0, Train(Config(Data(frames: 7))).Code);
        string report = File.ReadAllText(folder.PathOf("runs", "smoke", "report.html"));
        Assert.Contains("Losses", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Rollout beside the truth", report, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownKey_IsRefusedWithItsPlace()
    {
        string config = folder.Write("smoke.yaml", "epochs: 1\nlerning_rate: 1\n");
        Assert.Matches(
            "^neuralops: .*smoke\\.yaml:2:1: unknown key 'lerning_rate'.*did you mean 'learning_rate'\\?$",
            ToolRun.Refused("train", config, "--runs", folder.PathOf("runs")));
    }

    [Fact]
    public void NotANumberInData_IsRefusedWithItsPlace()
    {
        string data = Data(frames: 20, broken: true);
        Assert.Equal(
            $"neuralops: {Path.Combine(data, "seq_0001.npz")}, array 'velx': expected finite values, "
            + "found NaN in frame 0, row 0, column 5.",
            Refused(Config(data)));
    }

    [Fact]
    public void SequenceTooShortForTheHorizon_IsRefused()
    {
        string data = Data(frames: 5);
        Assert.Equal(
            $"neuralops: {Path.Combine(data, "seq_0001.npz")}: T = 5 frames are too few for K = 4: "
            + "a window takes K + 2 = 6.",
            Refused(Config(data, horizon: 4)));
    }

    private ToolRun Train(string config, params string[] options) =>
        ToolRun.Of(["train", config, "--runs", folder.PathOf("runs"), .. options]);

    private string Refused(string config)
    {
        var refused = Train(config);
        Assert.Equal(2, refused.Code);
        return refused.Error.TrimEnd('\n');
    }

    private string Config(string data, int horizon = 1) => folder.Write("smoke.yaml", $"""
        train_data: {data}
        validation_data: {data}
        num_workers: 0
        model:
          base_channels: 4
          depth: 1
          norm: batch
        rollout_step: {horizon}
        epochs: 1
        """);

    private string Data(int frames, bool broken = false)
    {
        string path = folder.PathOf("data");
        Directory.CreateDirectory(path);
        string[] keys = ["density", "velx", "velz", "emitter", "collider"];
        NpzFile.Write(Path.Combine(path, "seq_0001.npz"), keys.Select(key =>
        {
            float[] values = [.. Enumerable.Range(0, frames * 16 * 16).Select(i => i % 7 / 7f)];
            values[5] = broken && key == "velx" ? float.NaN : 0;
            return KeyValuePair.Create(key, NpyArray.Create(values, frames, 16, 16));
        }));
        return path;
    }
}
