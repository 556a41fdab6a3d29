using NeuralOps.Core;
using NeuralOps.Rollout;

namespace PhysicsMotion;

/// <summary>All variants beside each other.</summary>
/// <param name="Seeds">How many seeds.</param>
/// <param name="Table">The rows, question by question.</param>
internal sealed record AblationResult(int Seeds, IReadOnlyList<AblationRow> Table)
{
    /// <summary>The table.</summary>
    public TableSection Section => new()
    {
        Title = "What each part is worth",
        Text = $"Held-out clips; mean ± standard deviation over {Seeds} seeds, equal updates, about equal parameters. "
            + "Error of normalised vectors; distance of joints in space and around the root; steps in which a standing "
            + "foot moves faster than 0.5 m/s, and the mean speed of standing feet; frames with a joint more than 5 mm "
            + "below the ground, and the mean depth; mean jerk over the truth's (1 is best). Paths add up the "
            + "errors of the steps, over the whole clip where every next frame is asked for.",
        Columns = ["asked", "variant", "parameters", .. MotionScores.Columns],
        Rows = [.. Table.Select(row => row.Cells)],
    };

    /// <summary>Rows of the runs of one task, followed by those of what is not trained.</summary>
    /// <param name="runs">All variants and seeds.</param>
    /// <param name="baselines">What is not trained.</param>
    public static IReadOnlyList<AblationRow> Rows(
        IReadOnlyList<AblationRun> runs, IReadOnlyList<AblationRow> baselines) =>
    [
        .. runs[0].Scores.Keys.SelectMany(question =>
            runs.GroupBy(run => run.Variant).Select(group => Row(question, [.. group]))
                .Concat(baselines.Where(row => row.Question == question))),
    ];

    /// <summary>Writes <c>ablation.json</c>, <c>ablation.md</c> and <c>report.html</c>.</summary>
    /// <param name="folder">The folder of the runs.</param>
    public void Write(string folder)
    {
        TableSection section = Section;
        AtomicFile.WriteText(Path.Combine(folder, "ablation.json"), OptionsJson.Serialize(this));
        string[] lines =
        [
            $"# {section.Title}", "", section.Text, "",
            Line(section.Columns), Line(section.Columns.Select(_ => "---")), .. section.Rows.Select(Line),
        ];
        AtomicFile.WriteText(Path.Combine(folder, "ablation.md"), string.Join('\n', lines) + "\n");
        ReportWriter.Write(Path.Combine(folder, "report.html"), new Report(section.Title, [section]));

        static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
    }

    private static AblationRow Row(string question, IReadOnlyList<AblationRun> runs)
    {
        double[][] scores = [.. runs.Select(run => run.Scores[question].ToArray())];
        double[] mean = [.. MotionScores.Columns.Select((_, i) => scores.Average(values => values[i]))];
        double[] spread = runs.Count < 2
            ? []
            :
            [
                .. mean.Select((m, i) =>
                    Math.Sqrt(scores.Sum(values => (values[i] - m) * (values[i] - m)) / (runs.Count - 1))),
            ];
        return new AblationRow(question, runs[0].Variant, runs[0].Parameters, mean, spread);
    }
}
