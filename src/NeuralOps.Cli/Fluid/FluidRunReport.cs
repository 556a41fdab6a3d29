using NeuralOps.Data;
using NeuralOps.Rollout;

namespace NeuralOps.Cli;

/// <summary>
/// What a run's report shows: losses, and where the run ended, its weights on the validation sequences.
/// </summary>
internal static class FluidRunReport
{
    private const int Horizon = 50;
    private const int MostSequences = 4;

    private static readonly string[] Losses = ["total", "mse", "divergence", "gradient", "emitter"];
    private static readonly string[] Settings = ["learning_rate", "gradient_norm"];

    /// <summary>Losses and validation metrics of one or several stages, one after another.</summary>
    /// <param name="stages">Names and <c>metrics.jsonl</c> files in order.</param>
    public static IReadOnlyList<CurveSection> Training(IReadOnlyList<(string Name, string Metrics)> stages)
    {
        CurveSection losses = RunCurves.Of("Losses", "loss", stages, Losses.Contains);
        CurveSection metrics = RunCurves.Of(
            "Validation metrics", "value", stages, key => !Losses.Contains(key) && !Settings.Contains(key));
        return metrics.Curves.Count == 0 ? [losses] : [losses, metrics];
    }

    /// <summary>
    /// Trained weights beside persistence: a free rollout with the truth, errors and divergence against the horizon.
    /// The horizon is at most 50 and what the sequences have room for; those too short for any are left out.
    /// </summary>
    /// <param name="name">The run's name.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="folder">The folder of validation sequences, of which the first four are taken.</param>
    public static IReadOnlyList<ReportSection> Validation(string name, string weights, string folder)
    {
        FluidSequence[] sequences =
        [
            .. SequenceFiles.In(folder).Select(FluidSequence.Read)
                .Where(sequence => FluidEvaluation.LongestHorizon(sequence) > 0).Take(MostSequences),
        ];
        if (sequences.Length == 0)
        {
            return [];
        }

        int horizon = Math.Min(Horizon, sequences.Min(FluidEvaluation.LongestHorizon));
        using FluidModel model = FluidModel.Load(weights);
        HorizonErrors[] errors =
        [
            FluidEvaluation.Of(name, model, sequences, model.Scales, horizon),
            FluidEvaluation.Of("persistence", null, sequences, model.Scales, horizon),
        ];
        return
        [
            Animation(model, sequences),
            FluidReport.ErrorTable(errors, [.. sequences.Select(sequence => sequence.Name)]),
            FluidReport.PhysicsTable(errors),
            .. FluidReport.Curves(errors),
        ];
    }

    private static RolloutSection Animation(FluidModel model, FluidSequence[] sequences)
    {
        string folder = Directory.CreateTempSubdirectory("neuralops-").FullName;
        try
        {
            string exported = Path.Combine(folder, "fluid.onnx");
            FluidExport.Write(model, exported);
            FreeRolloutResult[] rollouts =
                [.. sequences.Select(truth => FreeRollout.Run(exported, truth, model.Scales, truth.Frames - 1, 1))];
            return FluidReport.Animation(rollouts, sequences, model.Scales, 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
