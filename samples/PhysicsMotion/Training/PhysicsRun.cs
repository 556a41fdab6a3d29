using NeuralOps.Models;
using NeuralOps.Rollout;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Trains a model of motion under physics from a folder to weights.</summary>
internal static class PhysicsRun
{
    /// <summary>Trains and leaves weights, checkpoints and metrics in the run's folder.</summary>
    /// <param name="options">The run.</param>
    /// <param name="start">Its folder and where it begins.</param>
    /// <param name="console">Where progress is drawn.</param>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    public static TrainingResult Train(
        PhysicsOptions options, RunStart start, IAnsiConsole console, CancellationToken cancel)
    {
        options.RequireConsistent();
        using var data = new MotionData(options, options.Physics, readsCaptions: false);
        manual_seed(options.Seed);
        using var model = new PhysicsMotionModel(options.ModelOf(data.Context.Width));
        int? behind = start.IsReference ? CopyReference(start.ResumeFrom!, model) : null;
        model.to(ComputeDevices.Of(options.Device));
        if (behind is { } epochs)
        {
            console.Profile.Out.Writer.WriteLine(
                $"Weights of {start.ResumeFrom} after {epochs} epochs; the file's optimiser is left, as the reference "
                + "leaves it, and the rate falls along a cosine.");
        }

        return RunConsole.Train(console, start, options, (run, trackers) =>
        {
            var objective = new PhysicsObjective(model, options, data.Context);
            TrainingResult result = new MotionTraining(options, model, data, run.Checkpoints)
            {
                Loss = objective.Of,
                Identity = PhysicsFile.Describe(model, Determining(options), data.Context),
                Trackers = trackers,
                ResumeFrom = behind is null ? start.ResumeFrom : null,
                EpochsBehind = behind,
                Note = line => console.Profile.Out.Writer.WriteLine(line),
            }.Run(cancel);
            if (result.Reason != StopReason.Cancelled)
            {
                PhysicsFile.Save(model, options, data.Context, run.Path);
            }

            return result;
        });
    }

    private static int CopyReference(string path, PhysicsMotionModel model)
    {
        using DisposeScope scope = NewDisposeScope();
        ReferenceCheckpoint checkpoint = ReferenceCheckpoint.Read(path);
        checkpoint.CopyTo(model);
        return checkpoint.EpochsBehind;
    }

    // What may change when a run is continued is left out: how it is stored, where it lies and when it gives up.
    private static PhysicsOptions Determining(PhysicsOptions options) =>
        options with { DataDir = "", SaveEvery = 1, Patience = 0 };
}
