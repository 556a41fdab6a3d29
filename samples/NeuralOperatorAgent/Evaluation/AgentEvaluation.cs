using System.Globalization;
using NeuralOps.Rollout;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>An operator beside what costs nothing: the held response, persistence and the mean.</summary>
/// <param name="Scores">The operator first.</param>
/// <param name="Updates">The update of each sample.</param>
/// <param name="First">The frame that all start from.</param>
internal sealed record AgentEvaluation(
    IReadOnlyList<HorizonScores> Scores, IReadOnlyList<string> Updates, int First)
{
    private static readonly int[] Horizons = [1, 8, 16, 32, 63, 64, 128, 255, 256];

    /// <summary>Measures all on the held-out samples.</summary>
    /// <param name="name">The operator's name in tables.</param>
    /// <param name="module">The operator, in evaluation mode.</param>
    /// <param name="data">The samples.</param>
    public static AgentEvaluation Of(string name, AgentModule module, HeldOut data)
    {
        RequireSame(module, data);
        int first = Math.Max(1, module.Noa.Options.FirstFrame);
        using Tensor mean = data.MeanTrajectory();
        Predictor[] predictors =
        [
            FromFrame(name, module, data.Steps, first),
            Predictor.HeldResponse(first), Predictor.Persistence(first), Predictor.Mean(first, mean),
        ];
        return new AgentEvaluation(
            [.. predictors.Select(predictor => HorizonScores.Of(predictor, data, first))], data.Updates(), first);
    }

    /// <summary>Whether the operator has the lower error than a predictor, over all samples and steps.</summary>
    public bool Beats(string predictor) => MeanOf(Scores[0]) < MeanOf(Scores.Single(score => score.Name == predictor));

    /// <summary>Errors by update and horizon.</summary>
    public TableSection Table() => new()
    {
        Title = "Errors on held-out samples",
        Text = $"Mean squared error over all steps from frame {First}, for each update and together, and after single "
            + "steps; relative error |p − y| / |y|; steps until the correlation with the truth falls below 0.9.",
        Columns =
        [
            "predictor", .. Groups().Select(group => $"{group.Name} ({group.Samples.Length})"),
            .. Shown().Select(step => $"step {step}"), "relative", "correlated steps",
        ],
        Rows =
        [
            .. Scores.Select(score => (IReadOnlyList<string>)
            [
                score.Name, .. Groups().Select(group => Digits(score.MeanOf(group.Samples))),
                .. Shown().Select(step => Digits(score.Curve[step - 1])),
                Digits(score.Relative.Average()),
                score.CorrelatedSteps.Average().ToString("0.0", CultureInfo.InvariantCulture),
            ]),
        ],
    };

    /// <summary>Error against horizon, and spectra after the last step.</summary>
    public IReadOnlyList<CurveSection> Curves() =>
    [
        new CurveSection
        {
            Title = "Error against horizon",
            XLabel = "steps",
            YLabel = "mean squared error",
            LogY = true,
            Curves = [.. Scores.Select((score, i) => Line(score.Name, score.Curve, i > 0))],
        },
        new CurveSection
        {
            Title = "Spectrum after the last step",
            XLabel = "wavenumber",
            YLabel = "energy",
            LogX = true,
            LogY = true,
            Curves = [Line(Scores[0].Name, Scores[0].Spectrum, false), Line("truth", Scores[0].TrueSpectrum, true)],
        },
    ];

    /// <summary>A dataset of other channels or parameters than the operator's is refused.</summary>
    public static void RequireSame(AgentModule module, HeldOut data)
    {
        var layout = module.Noa.Options.Operator;
        if (layout.OutChannels != data.Channels)
        {
            throw new InvalidDataException(
                $"{data.Path}: expected fields of {layout.OutChannels} channels, as the operator's, found "
                + $"{data.Channels}.");
        }

        if (layout.Conditioning is { } conditioning && conditioning.Parameters != data.ParameterCount)
        {
            throw new InvalidDataException(
                $"{data.Path}: expected {conditioning.Parameters} parameters a sample, as the operator takes, found "
                + $"{data.ParameterCount}.");
        }
    }

    /// <summary>An operator that starts at a frame, though it may need none before it.</summary>
    public static Predictor FromFrame(string name, AgentModule module, int steps, int first)
    {
        int skipped = first - module.Noa.Options.FirstFrame;
        Predictor whole = Predictor.Of(name, module, steps - skipped);
        return new Predictor(name, truth => whole.Predict(truth.From(skipped)));
    }

    private static Curve Line(string name, double[] values, bool dashed) =>
        new(name, [.. Enumerable.Range(1, values.Length).Select(x => (double)x)], values, dashed);

    private IEnumerable<(string Name, int[] Samples)> Groups() => Updates.Distinct().Order(StringComparer.Ordinal)
        .Select(update => (update, Enumerable.Range(0, Updates.Count).Where(i => Updates[i] == update).ToArray()))
        .Append(("all", [.. Enumerable.Range(0, Updates.Count)]));

    private IEnumerable<int> Shown() => Horizons.Where(step => step <= Scores[0].Curve.Length);

    private double MeanOf(HorizonScores score) => score.MeanOf(Enumerable.Range(0, Updates.Count));

    private static string Digits(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
