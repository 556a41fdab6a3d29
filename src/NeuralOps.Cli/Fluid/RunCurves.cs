using NeuralOps.Rollout;

namespace NeuralOps.Cli;

/// <summary>Reads the values of one or several stages of a run, one after another, as curves over updates.</summary>
public static class RunCurves
{
    /// <summary>A chart of some of the logged values, on a logarithmic axis.</summary>
    /// <param name="title">The chart's title.</param>
    /// <param name="label">The label of its vertical axis.</param>
    /// <param name="stages">Names and <c>metrics.jsonl</c> files in order.</param>
    /// <param name="shows">Whether a value of this name is shown.</param>
    public static CurveSection Of(
        string title, string label, IReadOnlyList<(string Name, string Metrics)> stages, Func<string, bool> shows)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(shows);
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
