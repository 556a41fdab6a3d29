using NeuralOps.Cli;
using NeuralOps.Models;
using NeuralOps.Rollout;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>The report of a tokenizer's run: codebooks, losses, use.</summary>
internal static class TokenizerReport
{
    private static readonly string[] Losses =
        ["total", "reconstruction", "vq", "orthogonality", "informativeness", "topographic"];

    /// <summary>Writes the report and returns the table of codebooks, measured on all samples of the run.</summary>
    public static TableSection Write(string folder, TokenizerOptions options)
    {
        TableSection table = Table(folder, options);
        (string, string)[] stages = [("tokens", Path.Combine(folder, "metrics.jsonl"))];
        ReportWriter.Write(Path.Combine(folder, "report.html"), new Report("Tokens of operators",
        [
            table,
            RunCurves.Of("Losses", "loss", stages, Losses.Contains),
            RunCurves.Of("Codes in use", "share", stages, key => key is "utilization" || key.StartsWith("use/"))
                with { LogY = false },
            RunCurves.Of("Topology", "correlation of distances", stages, key => key.StartsWith("topology"))
                with { LogY = false },
        ]));
        return table;
    }

    /// <summary>Categories, codes, use and errors over all samples of a run.</summary>
    public static TableSection Table(string folder, TokenizerOptions options)
    {
        using TrajectoryTokenizer tokenizer = TrajectoryTokenizer.Load(folder);
        using FeatureTable features = FeatureTable.Read(options);
        using Tensor all = cat([features.Training, features.HeldOut]);
        return TokenizerRun.Table(tokenizer, CategoricalVqMetrics.Of(tokenizer.Network, all));
    }
}
