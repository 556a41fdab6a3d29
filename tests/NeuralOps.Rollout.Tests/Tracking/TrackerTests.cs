namespace NeuralOps.Rollout.Tests;

public sealed class TrackerTests
{
    private static readonly TrackedRun Fresh =
        new(new Dictionary<string, string> { ["optimizer.learning_rate"] = "0.01" }, 0, 100);

    [Fact]
    public void MetricsLog_WritesOneObjectALine()
    {
        using var folder = new TemporaryFolder();
        using (var log = new MetricsLog(folder["metrics.jsonl"]))
        {
            log.Start(Fresh);
            log.Log(Train(1, 0.5));
            log.Log(Train(2, double.NaN));
            log.End(RunStatus.Finished);
        }

        Assert.Equal(
            "{\"phase\":\"train\",\"step\":1,\"epoch\":0,\"mse\":0.5}\n"
            + "{\"phase\":\"train\",\"step\":2,\"epoch\":0,\"mse\":\"NaN\"}\n",
            File.ReadAllText(folder["metrics.jsonl"]));
    }

    [Fact]
    public void MetricsLog_OfAContinuedRun_HasNoStepTwiceAndNoCutLine()
    {
        using var folder = new TemporaryFolder();
        string path = folder["metrics.jsonl"];
        using (var log = new MetricsLog(path))
        {
            log.Start(Fresh);
            for (int step = 1; step <= 5; step++)
            {
                log.Log(Train(step, step));
            }
        }

        File.AppendAllText(path, "{\"phase\":\"train\",\"st");
        using (var log = new MetricsLog(path))
        {
            log.Start(Fresh with { FirstStep = 3 });
            log.Log(Train(4, 40));
        }

        Assert.Equal(
            ["1", "2", "3", "40"], File.ReadLines(path).Select(line => line.Split("\"mse\":")[1].TrimEnd('}')));
    }

    [Fact]
    public void MlflowStore_WritesTheFileStoreLayout()
    {
        using var folder = new TemporaryFolder();
        var clock = new FixedClock();
        using var store = new MlflowStore(folder.Path, "fluid's", "k2", clock);
        store.Start(Fresh);
        store.Log(Train(1, 0.5));
        clock.Now += TimeSpan.FromSeconds(1);
        store.Log(Train(2, double.PositiveInfinity));
        store.End(RunStatus.Finished);

        string experiment = Path.GetDirectoryName(store.Folder)!;
        string id = Path.GetFileName(experiment);
        Assert.Equal(
            $"artifact_location: 'file://{experiment}'\ncreation_time: 1700000000000\nexperiment_id: '{id}'\n"
            + "last_update_time: 1700000000000\nlifecycle_stage: active\nname: 'fluid''s'\n",
            File.ReadAllText(Path.Combine(experiment, "meta.yaml")));
        string run = Path.GetFileName(store.Folder);
        Assert.Equal(
            $"artifact_uri: 'file://{store.Folder}/artifacts'\nend_time: 1700000001000\nentry_point_name: ''\n"
            + $"experiment_id: '{id}'\nlifecycle_stage: active\nrun_id: '{run}'\nrun_name: 'k2'\nrun_uuid: '{run}'\n"
            + "source_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: 1700000000000\nstatus: 3\ntags: []\n"
            + $"user_id: '{Environment.UserName}'\n",
            File.ReadAllText(Path.Combine(store.Folder, "meta.yaml")));
        Assert.Equal(
            "1700000000000 0.5 1\n1700000001000 inf 2\n",
            File.ReadAllText(Path.Combine(store.Folder, "metrics", "train", "mse")));
        Assert.Equal("0.01", File.ReadAllText(Path.Combine(store.Folder, "params", "optimizer.learning_rate")));
        Assert.Equal("k2", File.ReadAllText(Path.Combine(store.Folder, "tags", "mlflow.runName")));
        Assert.True(Directory.Exists(Path.Combine(store.Folder, "artifacts")));
    }

    [Fact]
    public void MlflowStore_OfAContinuedRun_GoesOnInItsFolderWithoutRepeatedSteps()
    {
        using var folder = new TemporaryFolder();
        string first;
        using (var store = new MlflowStore(folder.Path, "fluid", "k2", new FixedClock()))
        {
            store.Start(Fresh);
            store.Log(Train(1, 1));
            store.Log(Train(2, 2));
            store.End(RunStatus.Cancelled);
            first = store.Folder;
        }

        using var again = new MlflowStore(folder.Path, "fluid", "k2", new FixedClock());
        again.Start(Fresh with { FirstStep = 1 });
        again.Log(Train(2, 20));
        again.End(RunStatus.Finished);
        Assert.Equal(first, again.Folder);
        Assert.Equal(
            "1700000000000 1 1\n1700000000000 20 2\n",
            File.ReadAllText(Path.Combine(first, "metrics", "train", "mse")));
        Assert.Single(Directory.GetDirectories(folder.Path));

        using var other = new MlflowStore(folder.Path, "fluid", "k2", new FixedClock());
        other.Start(Fresh);
        Assert.NotEqual(first, other.Folder);
    }

    [Fact]
    public void ProgressReport_GivesRateAndTimeLeft()
    {
        var clock = new FixedClock();
        var reports = new List<RunProgress>();
        using var progress = new ProgressReport(reports.Add, clock);
        progress.Start(Fresh);
        for (int step = 1; step <= 3; step++)
        {
            clock.Now += TimeSpan.FromSeconds(0.5);
            progress.Log(Train(step, 1));
        }

        Assert.Equal(2, reports[^1].StepsPerSecond, 1e-9);
        Assert.Equal(TimeSpan.FromSeconds(97 * 0.5), reports[^1].Remaining);
        Assert.Equal(100, reports[^1].Steps);
    }

    [Fact]
    public void Trainer_ReportsEveryUpdateValidationAndEnd()
    {
        using var folder = new TemporaryFolder();
        using var model = Toy.Network();
        using var batches = new ToyBatches(3);
        using var log = new MetricsLog(folder["metrics.jsonl"]);
        using var trainer = new Trainer<TorchSharp.torch.Tensor>(
            model, batches, batch => Toy.Loss(model, batch), new TrainerOptions { Epochs = 2 })
        {
            Trackers = [log],
            Validate = () => new Dictionary<string, double> { ["total"] = 0.25 },
        };
        trainer.Run();
        string[] lines = File.ReadAllLines(folder["metrics.jsonl"]);
        Assert.Equal(8, lines.Length);
        Assert.Matches(
            "^\\{\"phase\":\"train\",\"step\":1,\"epoch\":0,\"total\":[^,]+,"
            + "\"mse\":[^,]+,\"learning_rate\":0.0007,\"gradient_norm\":[^,]+\\}$", lines[0]);
        Assert.Equal("{\"phase\":\"validation\",\"step\":3,\"epoch\":0,\"total\":0.25}", lines[3]);
    }

    private static TrackedMetrics Train(long step, double mse) =>
        new("train", step, 0, new Dictionary<string, double> { ["mse"] = mse });
}
