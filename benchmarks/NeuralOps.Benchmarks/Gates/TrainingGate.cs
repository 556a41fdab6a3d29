using System.Diagnostics;
using NeuralOps.Core;
using NeuralOps.Losses;
using NeuralOps.Models;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// One update of the fluid U-Net by <see cref="Trainer{TBatch}"/>, batch 4, 64², two steps of rollout, against the same
/// update in PyTorch: forward, losses, backward, clipping, Adam, and the loss as a number.
/// </summary>
/// <remarks>
/// Exists because training time is what a user waits for, and because both sides run on the same libtorch: what is
/// measured is what stands above it. Does not measure loading and augmentation (the batch is in memory on both sides),
/// checkpoints, validation, or a GPU.
/// </remarks>
internal sealed class TrainingGate : IDisposable
{
    private const int Size = 64;
    private const int Batch = 4;
    private const int Horizon = 2;

    private readonly FluidStepper stepper;
    private readonly FluidLoss loss = new(new() { Stencil = new() { Padding = PaddingModes.Zeros } });
    private readonly RolloutOptions rollout = new() { Horizon = Horizon };
    private readonly SyntheticBatches batches = new(Batch, Horizon, Size);
    private readonly Trainer<FluidWindow> trainer;

    private TrainingGate(UnetOptions preset)
    {
        manual_seed(0);
        stepper = FluidStepper.Create(preset, FluidStepperOptions.Absolute);
        var options = new TrainerOptions
        {
            Steps = long.MaxValue,
            ClipNorm = 1,
            Optimizer = new() { LearningRate = 1e-3 },
        };
        trainer = new(stepper, batches, Objective, options);
    }

    /// <summary>Measures one preset.</summary>
    public static GateResult Measure(PytorchPeer peer, string name, UnetOptions preset, int rounds)
    {
        using var gate = new TrainingGate(preset);
        int repeats = preset == UnetOptions.Small ? 6 : 2;
        string work = $"step {name} {Size} {Batch} {Horizon} {repeats}";
        return GateResult.Measure(
            $"training step, {name}", $"PyTorch {peer.Version}", rounds, withinSpread: true,
            () => gate.Seconds(repeats), () => peer.Seconds(work));
    }

    /// <summary>Seconds per update.</summary>
    public double Seconds(int updates)
    {
        using var stop = new CancellationTokenSource();
        batches.CancelAfter(updates, stop);
        long begin = Stopwatch.GetTimestamp();
        trainer.Run(stop.Token);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds / updates;
    }

    public void Dispose()
    {
        trainer.Dispose();
        batches.Dispose();
        stepper.Dispose();
    }

    private LossTerms Objective(FluidWindow window) => RolloutObjective.Evaluate(
        (state, k) => stepper.Step(state, window.Masks, k),
        window.State,
        (prediction, state, k) => loss.Of(
            prediction.narrow(1, 0, 3), window.Targets.select(1, k), state.narrow(1, 0, 1), window.Masks.select(1, k)),
        rollout);
}
