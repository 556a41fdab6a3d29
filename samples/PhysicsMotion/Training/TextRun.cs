using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Rollout;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Trains a model of motion from text from a folder to weights.</summary>
internal static class TextRun
{
    /// <summary>Trains and leaves weights, checkpoints and metrics in the run's folder.</summary>
    /// <param name="options">The run.</param>
    /// <param name="start">Its folder and where it begins.</param>
    /// <param name="console">Where progress is drawn.</param>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    public static TrainingResult Train(
        TextOptions options, RunStart start, IAnsiConsole console, CancellationToken cancel)
    {
        WordVocabulary? words = start.IsReference ? Words(start.ResumeFrom!) : null;
        using var data = new MotionData(options, MotionPhysics.None, readsCaptions: true, words);
        manual_seed(options.Seed);
        using var model = new TextToMotionSsm(options.ModelOf(data.Context.Width, data.Vocabulary!.Count));
        model.to(ComputeDevices.Of(options.Device));
        return RunConsole.Train(console, start, options, (run, trackers) =>
        {
            var objective = new TextObjective(model, options);
            TrainingResult result = new MotionTraining(options, model, data, run.Checkpoints)
            {
                Loss = (batch, _) => objective.Of(batch),
                Identity = TextFile.Describe(
                    model, options with { DataDir = "", SaveEvery = 1, Patience = 0 }, data.Context, data.Vocabulary),
                Trackers = trackers,
                ResumeFrom = start.ResumeFrom,
                Note = line => console.Profile.Out.Writer.WriteLine(line),
            }.Run(cancel);
            if (result.Reason != StopReason.Cancelled)
            {
                TextFile.Save(model, options, data.Context, data.Vocabulary, run.Path);
            }

            return result;
        });
    }

    private static WordVocabulary Words(string path)
    {
        using DisposeScope scope = NewDisposeScope();
        return ReferenceCheckpoint.Read(path).Vocabulary
            ?? throw new InvalidDataException($"{path}: expected the words 'vocab', found none.");
    }
}
