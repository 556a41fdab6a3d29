using NeuralOps.Cli;
using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Rollout;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>The report of an operator's run: rollouts beside the truth, errors, spectra, losses, tokens.</summary>
internal static class AgentReport
{
    private const int Rollouts = 4;
    private const int Diagnosed = 100;

    private static readonly string[] Losses =
        ["total", "traj", "response", "commit", "latent", "recon", "persistence"];

    /// <summary>Writes <c>report.html</c> into a run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="tokenizer">The tokenizer's path, or null.</param>
    public static void Write(string folder, string? tokenizer)
    {
        using AgentModule module = AgentFile.Load(folder);
        AgentOptions options = AgentFile.RunOf(folder)!;
        string name = Path.GetFileName(Path.GetFullPath(folder));
        ReportWriter.Write(Path.Combine(folder, "report.html"), new Report(name,
        [
            .. Measured(module, options, tokenizer),
            Curves([(name, Path.Combine(folder, "metrics.jsonl"))]),
        ]));
    }

    /// <summary>Losses of one or several stages, one after another.</summary>
    public static CurveSection Curves(IReadOnlyList<(string Name, string Metrics)> stages) =>
        RunCurves.Of("Losses", "loss", stages, Losses.Contains);

    /// <summary>Rollouts, errors, spectra and, with a tokenizer, the diagnosis.</summary>
    public static IReadOnlyList<ReportSection> Sections(
        string name, AgentModule module, HeldOut data, TrajectoryTokenizer? tokenizer)
    {
        AgentEvaluation evaluation = AgentEvaluation.Of(name, module, data);
        List<ReportSection> sections = [Animation(module, data), evaluation.Table(), .. evaluation.Curves()];
        if (tokenizer is not null)
        {
            Diagnosis diagnosis = Diagnosis.Of(module, tokenizer, data, Diagnosed);
            sections.Add(AlignmentTables.Of(diagnosis.Alignment, diagnosis.Map));
            sections.Add(AlignmentTables.Of(diagnosis.Validation));
        }

        return sections;
    }

    // A dataset of parameters alone, or of single steps, has no trajectories to show.
    private static IReadOnlyList<ReportSection> Measured(AgentModule module, AgentOptions options, string? tokenizer)
    {
        using (OperatorDatasetReader reader = OperatorDatasetReader.Open(options.Dataset))
        {
            if (reader.Steps < HeldOut.Least)
            {
                return [];
            }
        }

        using var data = new HeldOut(options);
        using TrajectoryTokenizer? tokens = tokenizer is null ? null : TrajectoryTokenizer.Load(tokenizer);
        return Sections("operator", module, data, tokens);
    }

    private static RolloutSection Animation(AgentModule module, HeldOut data)
    {
        using IDisposable quiet = no_grad();
        using var scope = NewDisposeScope();
        TruthBatch truth = data.Chunks(Rollouts).First();
        int first = module.Noa.Options.FirstFrame;
        Tensor fields = Predictor.Of("", module, truth.Steps).Predict(truth);
        Tensor target = truth.Frames.narrow(1, first, truth.Steps - first + 1);
        IReadOnlyList<string> updates = data.Updates();
        return new RolloutSection
        {
            Title = "Rollouts on held-out samples",
            Text = $"From frame {first}; the operators behind these samples were never seen in training.",
            Sequences =
            [
                .. Enumerable.Range(0, (int)fields.size(0)).Select(i => new RolloutSequence(
                    $"sample {i + 1} ({updates[i]})",
                    [.. Enumerable.Range(0, data.Channels).Select(c => Field(fields[i], target[i], c))])),
            ],
        };
    }

    private static RolloutField Field(Tensor fields, Tensor truth, int channel) => new(
        $"channel {channel + 1}", "", (int)fields.size(0), (int)fields.size(2), (int)fields.size(3),
        Numbers(fields.select(1, channel)), Numbers(truth.select(1, channel)), Diverging: true);

    private static float[] Numbers(Tensor x) => x.contiguous().data<float>().ToArray();
}
