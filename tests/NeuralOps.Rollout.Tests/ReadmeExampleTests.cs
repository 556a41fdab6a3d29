using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Rollout.Tests;

public sealed class ReadmeExampleTests
{
    [Fact]
    public void Example_LearnsADecayAndContinues()
    {
        using var temporary = new TemporaryFolder();
        string runs = temporary.Path;
        Train(runs);
        TrainingResult again = Train(runs);
        Assert.Equal(StopReason.Completed, again.Reason);
        Assert.True(again.State.Best < 1e-3);
        Assert.True(File.Exists(Path.Combine(runs, "decay", "report.html")));
    }

    [Fact]
    public void Example_IsTheOneInTheReadme()
    {
        string readme = File.ReadAllText(Path.Combine(Fixtures.Repository, "src", "NeuralOps.Rollout", "README.md"));
        string source = File.ReadAllText(
            Path.Combine(Fixtures.Repository, "tests", "NeuralOps.Rollout.Tests", "ReadmeExampleTests.cs"));
        string[] examples = source.Split("// README begins\n")[1..];
        Assert.Equal(2, examples.Length);
        foreach (string example in examples)
        {
            string code = example.Split("        // README ends")[0];
            Assert.Contains(
                string.Join('\n', code.Split('\n').Select(line => line.Length > 8 ? line[8..] : "")), readme);
        }
    }

    [Fact]
    public void Example_TrainsALongHorizonInWindows()
    {
        using var temporary = new TemporaryFolder();
        string checkpoints = temporary.Path;
        // README begins
        manual_seed(1);
        using var model = Linear(1, 1);
        var rollout = RolloutOptions.Streaming(horizon: 12, window: 4);
        using var windows = new WindowedBatches<Tensor>(new Decays(batches: 50, states: 13), rollout);
        using var carry = new RolloutCarry();

        LossTerms Objective(WindowedBatch<Tensor> item) => carry.Evaluate( // item.Batch [B, T + 1, 1]
            item.Window,
            (state, t) => model.call(state),
            item.Batch.select(1, 0),
            (states, first) => new LossTerms( // states [B, n + 1, 1], where the window starts and its n predictions
                functional.mse_loss(
                    states.narrow(1, 1, states.size(1) - 1), item.Batch.narrow(1, first + 1, states.size(1) - 1)),
                new Dictionary<string, Tensor>()),
            rollout);

        using var trainer = new Trainer<WindowedBatch<Tensor>>(
            model, windows, Objective, new TrainerOptions { Epochs = 2, Optimizer = new() { LearningRate = 0.02 } })
        {
            CheckpointFolder = checkpoints,
            Carry = carry,
        };
        TrainingResult result = trainer.Run(); // 2 epochs of 50 batches of 3 windows

        var curves = HorizonEvaluation.Run(
            (state, t) => model.call(state),
            initial: ones(1, 1),
            truth: (first, count) => tensor(
                Enumerable.Range(first + 1, count).Select(t => (float)Math.Pow(0.9, t)).ToArray(), [1, count, 1]),
            steps: 100,
            chunk: 25,
            new Dictionary<string, HorizonMetric> { ["error"] = (states, truth) => (states - truth).abs().mean([2]) });
        double rate = curves["error"].GrowthRate(first: 0, count: 10); // of the error, per step
        // README ends
        Assert.Equal(300, result.State.Step);
        Assert.InRange(curves["error"][0, 9], 0, 0.05);
        Assert.True(double.IsFinite(rate));
    }

    private static TrainingResult Train(string runs)
    {
        // README begins
        manual_seed(1);
        using var model = Linear(1, 1);
        using var batches = new Decays(batches: 50);

        var rollout = new RolloutOptions { Horizon = 3, WeightDecay = 1.1 };
        LossTerms Objective(Tensor truth) => RolloutObjective.Evaluate( // truth [B, T, 1]
            (state, t) => model.call(state),
            truth.select(1, 0),
            (prediction, previous, k) => new LossTerms(
                functional.mse_loss(prediction, truth.select(1, k + 1)), new Dictionary<string, Tensor>()),
            rollout);

        var options = new TrainerOptions
        {
            Epochs = 4,
            ClipNorm = 1,
            Optimizer = new() { LearningRate = 0.05 },
            Schedule = new() { Kind = ScheduleKind.Cosine, Length = 200 },
        };
        var run = RunFolder.Open(runs, "decay", options, ExistingRun.Resume);
        using var trainer = new Trainer<Tensor>(model, batches, Objective, options)
        {
            CheckpointFolder = run.Checkpoints,
            Trackers = [new MetricsLog(run.Metrics)],
        };
        if (run.LatestCheckpoint is { } checkpoint)
        {
            trainer.Resume(checkpoint);
        }

        TrainingResult result = trainer.Run();

        using var states = Trajectory.Run((state, t) => model.call(state), ones(1, 1), steps: 20); // [1, 20, 1]
        double[] time = [.. Enumerable.Range(1, 20).Select(t => (double)t)];
        ReportWriter.Write(run.Report, new Report("Decay",
        [
            new CurveSection
            {
                Title = "Rollout from u = 1",
                XLabel = "step",
                YLabel = "u (dimensionless)",
                LogY = true,
                Curves =
                [
                    new Curve("model", time, [.. states.data<float>().ToArray().Select(u => (double)u)]),
                    new Curve("exact", time, [.. time.Select(t => Math.Pow(0.9, t))], Dashed: true),
                ],
            },
        ]));
        // README ends
        return result;
    }

    /// <summary>Sequences of u ← 0.9 u from random starts.</summary>
    private sealed class Decays(int batches, int states = 4) : IBatchSource<Tensor>
    {
        public int BatchesPerEpoch => batches;

        public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0)
        {
            for (int i = firstBatch; i < batches; i++)
            {
                float[] start = new float[16];
                new RandomStream(1, $"{epoch}/{i}").FillNormal(start);
                float[] values =
                    [.. start.SelectMany(u => Enumerable.Range(0, states).Select(t => u * MathF.Pow(0.9f, t)))];
                yield return tensor(values, [16, states, 1]);
            }
        }

        public void Dispose()
        {
        }
    }
}
