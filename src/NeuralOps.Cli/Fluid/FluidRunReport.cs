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
        CurveSection losses = Section("Losses", "loss", Losses.Contains);
        CurveSection metrics = Section(
            "Validation metrics", "value", key => !Losses.Contains(key) && !Settings.Contains(key));
        return metrics.Curves.Count == 0 ? [losses] : [losses, metrics];

        CurveSection Section(string title, string label, Func<string, bool> shows)
        {
            var log = new StageCurves(shows);
            foreach ((string name, string path) in stages)
            {
                log.Add(name, MetricsLine.Read(path));
            }

            return new CurveSection
            {
                Title = title,
                XLabel = "updates",
                YLabel = label,
                LogY = true,
                Stages = stages.Count > 1 ? log.Starts : [],
                Curves = log.Curves,
            };
        }
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

    private sealed class StageCurves(Func<string, bool> shows)
    {
        private readonly Dictionary<string, (List<double> X, List<double> Y)> curves = [];
        private readonly List<(double X, string Name)> starts = [];
        private double offset;

        public IReadOnlyList<(double X, string Name)> Starts => starts;

        public IReadOnlyList<Curve> Curves =>
            [.. curves.Select(entry => new Curve(entry.Key, entry.Value.X, entry.Value.Y, entry.Key.EndsWith(')')))];

        public void Add(string stage, IEnumerable<MetricsLine> lines)
        {
            starts.Add((offset, stage));
            double last = 0;
            foreach (MetricsLine line in lines)
            {
                last = Math.Max(last, line.Step);
                foreach ((string key, double value) in line.Values.Where(entry => shows(entry.Key)))
                {
                    Add(line.Phase == "train" ? key : $"{key} ({line.Phase})", offset + line.Step, value);
                }
            }

            offset += last;
        }

        private void Add(string curve, double x, double y)
        {
            if (!curves.TryGetValue(curve, out (List<double> X, List<double> Y) points))
            {
                curves[curve] = points = ([], []);
            }

            points.X.Add(x);
            points.Y.Add(y);
        }
    }
}
