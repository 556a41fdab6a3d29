using System.Globalization;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

/// <summary>
/// The entry point of this assembly when it runs by itself: a training run that a test kills. It trains streaming
/// windows through batch norm and dropout, with noise from a generator and from a Philox stream, and continues where
/// its folder stands.
/// </summary>
internal sealed class KilledRun
{
    private const int Epochs = 3;
    private const int Batches = 4;

    private static readonly RolloutOptions Rollout = RolloutOptions.Streaming(8, 3) with
    {
        NoiseDeviation = 0.05,
        NoisePlace = NoisePlace.EveryState,
    };

    private readonly string kind;
    private readonly int at;
    private int writes;
    private Func<long> updates = () => 0;
    private Func<RandomStream> forcing = null!;

    private KilledRun(string kind, int at) => (this.kind, this.at) = (kind, at);

    /// <summary>Trains in a folder up to a moment: <c>update N</c> before update N, <c>window N</c> inside its window,
    /// <c>write N</c> in the middle of the N-th checkpoint, <c>time N</c> any time after update N, <c>never 0</c>. At
    /// the moment it says so and waits to be killed.</summary>
    public static int Main(string[] arguments)
    {
        set_num_threads(1);
        new KilledRun(arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture)).Train(arguments[0]);
        return 0;
    }

    private void Train(string root)
    {
        using var model = Toy.Network();
        using var windows = new WindowedBatches<Tensor>(new ToyBatches(Batches), Rollout);
        using var carry = new RolloutCarry();
        using var generator = new Generator(8);
        var options = new TrainerOptions
        {
            Epochs = Epochs,
            ClipNorm = 0.5,
            EmaDecay = 0.9,
            Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 0.01, WeightDecay = 0.01 },
            Schedule = new() { Kind = ScheduleKind.Cosine, WarmUp = 5, Length = 40 },
            CheckpointEverySteps = 2,
            KeepLast = 3,
        };
        var run = RunFolder.Open(root, "killed", options, ExistingRun.Resume);
        using var trainer = new Trainer<WindowedBatch<Tensor>>(
            model, windows,
            item =>
            {
                PauseAt("update");
                return carry.Evaluate(
                    item.Window, (state, t) => Step(model, item.Window, state, t), item.Batch, Loss, Rollout,
                    generator);

                LossTerms Loss(Tensor prediction, Tensor previous, int k)
                {
                    var error = (prediction - item.Batch.roll(k + 1, 1)).square().mean();
                    return new LossTerms(error, new Dictionary<string, Tensor>());
                }
            },
            options)
        {
            CheckpointFolder = run.Checkpoints,
            Carry = carry,
            Generators = new Dictionary<string, Generator> { ["noise"] = generator },
            Trackers = [new MetricsLog(run.Metrics)],
            Validate = () => new Dictionary<string, double> { ["total"] = Toy.Bits(model).Sum(Math.Abs) },
            WriteFile = Write,
        };
        trainer.Streams.Add("forcing", new RandomStream(1, "forcing"));
        (updates, forcing) = (() => trainer.State.Step, () => trainer.Streams["forcing"]);
        if (run.LatestCheckpoint is { } checkpoint)
        {
            trainer.Resume(checkpoint);
        }

        trainer.Run();
    }

    private Tensor Step(ToyNetwork model, HorizonWindow window, Tensor state, int t)
    {
        if (t > window.First)
        {
            PauseAt("window");
        }

        return state + 0.3 * model.call(state) + 0.01 * forcing().NextNormal();
    }

    private void Write(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        if (kind == "write" && ++writes == at)
        {
            AtomicFile.Write(path, stream =>
            {
                stream.Write(new byte[1000]);
                stream.Flush();
                Pause();
            });
        }

        SafetensorsFile.Write(path, tensors, metadata);
        if (kind == "time")
        {
            Thread.Sleep(5); // else the run may end before it is killed
        }
    }

    private void PauseAt(string moment)
    {
        if (updates() != at)
        {
            return;
        }

        if (kind == moment)
        {
            Pause();
        }
        else if (kind == "time")
        {
            Console.WriteLine("now");
        }
    }

    private static void Pause()
    {
        Console.WriteLine("now");
        Thread.Sleep(Timeout.Infinite);
    }
}
