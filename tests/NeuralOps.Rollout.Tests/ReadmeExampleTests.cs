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
        string code = source.Split("// README begins\n")[1].Split("        // README ends")[0];
        Assert.Contains(string.Join('\n', code.Split('\n').Select(line => line.Length > 8 ? line[8..] : "")), readme);
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
    private sealed class Decays(int batches) : IBatchSource<Tensor>
    {
        public int BatchesPerEpoch => batches;

        public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0)
        {
            for (int i = firstBatch; i < batches; i++)
            {
                float[] start = new float[16];
                new RandomStream(1, $"{epoch}/{i}").FillNormal(start);
                float[] states = [.. start.SelectMany(u => new[] { u, 0.9f * u, 0.81f * u, 0.729f * u })];
                yield return tensor(states, [16, 4, 1]);
            }
        }

        public void Dispose()
        {
        }
    }
}
