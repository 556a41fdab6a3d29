using System.Globalization;
using NeuralOps.Losses;
using NeuralOps.Rollout;

namespace NeuralOperatorAgent;

/// <summary>The diagnostic report and the validation after training, as tables.</summary>
internal static class AlignmentTables
{
    private const int ShiftsShown = 10;

    /// <summary>The four measures with grades; the verdict stands in the text.</summary>
    public static TableSection Of(AlignmentReport report, string map) => new()
    {
        Title = "Alignment of operator and tokens",
        Text = $"Verdict: {report.Verdict} (score {Text(report.Score, "0.00")} of 3.75). "
            + $"Latents of the operator by its {map}.",
        Columns = ["measure", "value", "grade"],
        Rows =
        [
            ["1 reconstruction of features from tokens, mean squared error", Text(report.Reconstruction.Error),
                report.Reconstruction.Grade.ToString()],
            ["  worst feature", Text(report.Reconstruction.WorstFeature), ""],
            .. report.Reconstruction.Categories.Select(category =>
                (IReadOnlyList<string>)[$"  category {category.Key}", Text(category.Value), ""]),
            ["2 diversity: share of the codes in use", Text(report.Diversity.Share, "P0"),
                report.Diversity.Grade.ToString()],
            ["  entropy of the tokens, nats", Text(report.Diversity.Entropy), ""],
            ["3 agreement: cosine of operator's and encoder's latents", Text(report.Agreement.Cosine),
                report.Agreement.Grade.ToString()],
            ["  its deviation, least and largest", $"{Text(report.Agreement.CosineDeviation)}, "
                + $"{Text(report.Agreement.LeastCosine)}, {Text(report.Agreement.LargestCosine)}", ""],
            ["  mean squared error", Text(report.Agreement.Error), ""],
            ["4 consistency: variation of the latents' length in time", Text(report.Consistency.Variation),
                report.Consistency.Grade.ToString()],
        ],
    };

    /// <summary>Errors after tokens of rollouts and truth, and the features that differ most.</summary>
    public static TableSection Of(PostTrainingValidation validation) => new()
    {
        Title = "Tokens learnt on the truth, used on rollouts",
        Text = $"Reconstruction error {Text(validation.PredictedError)} on rollouts, {Text(validation.TruthError)} on "
            + $"the truth, ratio {Text(validation.ReconstructionRatio, "0.00")}; codes in use "
            + $"{Text(validation.PredictedTokens.Share, "P0")} and {Text(validation.TruthTokens.Share, "P0")}. "
            + "The features whose distributions differ most, in standard deviations of the training samples:",
        Columns = ["feature", "mean", "deviation", "Wasserstein", "Kolmogorov-Smirnov"],
        Rows =
        [
            .. validation.Features.OrderByDescending(shift => shift.Wasserstein).Take(ShiftsShown).Select(shift =>
                (IReadOnlyList<string>)
                [
                    shift.Name, Text(shift.Mean), Text(shift.Deviation), Text(shift.Wasserstein),
                    Text(shift.KolmogorovSmirnov),
                ]),
        ],
    };

    private static string Text(double value, string format = "0.000") =>
        value.ToString(format, CultureInfo.InvariantCulture);
}
