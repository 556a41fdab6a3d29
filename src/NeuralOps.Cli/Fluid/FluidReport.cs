using System.Globalization;
using NeuralOps.Data;
using NeuralOps.Rollout;

namespace NeuralOps.Cli;

/// <summary>Turns evaluations into tables for the console and sections of a report.</summary>
public static class FluidReport
{
    private static readonly int[] Horizons = [1, 10, 20, 50];

    /// <summary>Density errors at a few horizons: a row a model and sequence, and the mean.</summary>
    /// <param name="errors">One entry a model.</param>
    /// <param name="sequences">Names of the test sequences.</param>
    public static TableSection ErrorTable(IReadOnlyList<HorizonErrors> errors, IReadOnlyList<string> sequences)
    {
        ArgumentNullException.ThrowIfNull(errors);
        int[] shown = [.. Horizons.Where(steps => steps <= errors[0].DensityRmse.Count)];
        return new TableSection
        {
            Title = "Density error",
            Text = "Root mean square error of the density after a number of steps, mean over "
                + $"{FluidEvaluation.Starts} starts of each sequence.",
            Columns = ["model", "sequence", .. shown.Select(steps => $"{steps} step{(steps == 1 ? "" : "s")}")],
            Rows =
            [
                .. errors.SelectMany(model => sequences
                    .Select((name, i) => (IReadOnlyList<string>)
                        [model.Model, name, .. shown.Select(steps => Digits(model.DensityRmse[steps - 1][i]))])
                    .Append([model.Model, "mean", .. shown.Select(steps => Digits(model.MeanDensityRmse(steps)))])),
            ],
        };
    }

    /// <summary>Velocity, spectrum, correlation time and divergence of each model at the horizon.</summary>
    /// <param name="errors">One entry a model.</param>
    public static TableSection PhysicsTable(IReadOnlyList<HorizonErrors> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        int horizon = errors[0].DensityRmse.Count;
        return new TableSection
        {
            Title = "Physics",
            Text = $"Velocity error and divergence after {horizon} steps in normalised units; spectrum: mean "
                + "|ln E − ln E_true| over wavenumbers; correlation: steps until the density's correlation with the "
                + "truth falls below 0.9.",
            Columns =
                ["model", "velocity error", "divergence", "divergence of the truth", "spectrum", "correlation steps"],
            Rows =
            [
                .. errors.Select(model => (IReadOnlyList<string>)
                [
                    model.Model, Digits(model.VelocityError[^1]), Digits(model.Divergence[^1]),
                    Digits(model.TrueDivergence[^1]), Digits(model.SpectrumError),
                    model.CorrelationSteps.ToString("0.0", CultureInfo.InvariantCulture),
                ]),
            ],
        };
    }

    /// <summary>What became of free rollouts, a row a sequence.</summary>
    /// <param name="rollouts">One entry a sequence.</param>
    /// <param name="frames">The frame they reached.</param>
    public static TableSection FreeTable(IReadOnlyList<FreeRolloutResult> rollouts, int frames)
    {
        ArgumentNullException.ThrowIfNull(rollouts);
        return new TableSection
        {
            Title = $"Frame {frames}",
            Text = "Free rollout in ONNX Runtime from frame 1; mass and speed relative to the mean of the truth's "
                + "frames 60 to the end. Where the emitter is closed, no smoke should be left.",
            Columns = ["sequence", "emitter", "density", "mass ratio", "speed ratio", "in colliders", "frames/s"],
            Rows =
            [
                .. rollouts.Select(rollout => (IReadOnlyList<string>)
                [
                    rollout.Sequence, rollout.EmitterClosed ? "closed" : "open", Digits(rollout.Mass),
                    Ratio(rollout.MassRatio), Ratio(rollout.SpeedRatio), Digits(rollout.ColliderViolation),
                    rollout.StepsPerSecond.ToString("0", CultureInfo.InvariantCulture),
                ]),
            ],
        };
    }

    /// <summary>Error, correlation, divergence and spectrum as curves.</summary>
    /// <param name="errors">One entry a model; the last is drawn dashed, as a reference.</param>
    public static IReadOnlyList<ReportSection> Curves(IReadOnlyList<HorizonErrors> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return
        [
            Section(
                "Density error against horizon", "steps", "RMSE",
                model => [.. Enumerable.Range(1, model.DensityRmse.Count).Select(model.MeanDensityRmse)]),
            Section(
                "Velocity error against horizon", "steps", "RMS length of the error, normalised",
                model => model.VelocityError),
            Section(
                "Correlation of the density with the truth", "steps", "Pearson's correlation",
                model => model.Correlation),
            WithTruth(
                Section("Divergence against horizon", "steps", "RMS divergence, normalised", model => model.Divergence),
                errors[0].TrueDivergence),
            WithTruth(
                Section("Energy spectrum after the last step", "wavenumber", "energy", model => model.Spectrum) with
                {
                    LogX = true,
                    LogY = true,
                },
                errors[0].TrueSpectrum),
        ];

        CurveSection Section(
            string title, string x, string y, Func<HorizonErrors, IReadOnlyList<double>> values) => new()
            {
                Title = title,
                XLabel = x,
                YLabel = y,
                Curves =
                [
                    .. errors.Select((model, i) =>
                        Line(model.Model, values(model), dashed: i == errors.Count - 1 && i > 0)),
                ],
            };
    }

    /// <summary>Free rollouts beside the truth, as animations.</summary>
    /// <param name="rollouts">One entry a sequence.</param>
    /// <param name="sequences">The sequences in the data's units.</param>
    /// <param name="scales">What the model's fields are divided by.</param>
    /// <param name="every">Frames between kept ones.</param>
    public static RolloutSection Animation(
        IReadOnlyList<FreeRolloutResult> rollouts, IReadOnlyList<FluidSequence> sequences, FieldScales scales,
        int every)
    {
        ArgumentNullException.ThrowIfNull(rollouts);
        return new RolloutSection
        {
            Title = "Rollout beside the truth",
            Text = (every == 1 ? "" : $"One frame in {every}. ")
                + "The truth ends with its sequence; after that, its last frame stays.",
            FrameTime = every,
            TimeUnit = "frames",
            Sequences =
            [
                .. rollouts.Zip(sequences)
                    .Select(pair => Sequence(pair.First, pair.Second.Normalise(scales), every)),
            ],
        };
    }

    private static RolloutSequence Sequence(FreeRolloutResult rollout, FluidSequence truth, int every)
    {
        float[][] known = [.. Enumerable.Range(0, rollout.Frames.Count)
            .Select(i => FreeRollout.Fields(truth, Math.Min(1 + (i * every), truth.Frames - 1)))];
        return new RolloutSequence(rollout.Sequence,
        [
            Field("density", fields => Plane(fields, 0)),
            Field("speed", fields => [.. Plane(fields, 1).Zip(Plane(fields, 2), float.Hypot)]),
        ]);

        // A picture's first row is the top, a field's the floor.
        float[] Plane(float[] fields, int channel) =>
        [
            .. Enumerable.Range(1, truth.Height).SelectMany(row => new ArraySegment<float>(
                fields, ((channel + 1) * truth.Height - row) * truth.Width, truth.Width)),
        ];

        RolloutField Field(string name, Func<float[], float[]> of) => new(
            name, "", rollout.Frames.Count, truth.Height, truth.Width,
            [.. rollout.Frames.SelectMany(of)], [.. known.SelectMany(of)]);
    }

    private static Curve Line(string name, IReadOnlyList<double> values, bool dashed) =>
        new(name, [.. Enumerable.Range(1, values.Count).Select(x => (double)x)], values, dashed);

    private static CurveSection WithTruth(CurveSection section, IReadOnlyList<double> truth) =>
        section with { Curves = [.. section.Curves, Line("truth", truth, dashed: true)] };

    private static string Digits(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
