using NeuralOps.Data;
using NeuralOps.Losses;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>Errors of a stepper against the truth over a horizon, from fixed starts in each sequence.</summary>
public static class FluidEvaluation
{
    /// <summary>Starts of each sequence: eight, evenly spaced where the horizon fits.</summary>
    public const int Starts = 8;

    private const double CorrelationThreshold = 0.9;

    /// <summary>The longest horizon that a sequence has room for; not positive where it is too short.</summary>
    /// <param name="sequence">A test sequence.</param>
    public static int LongestHorizon(FluidSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return sequence.Frames - Starts - 1;
    }

    /// <summary>Rolls a model out from every start and compares each step.</summary>
    /// <param name="name">The model's name in tables.</param>
    /// <param name="model">The model, or null for persistence: the state stays.</param>
    /// <param name="sequences">Test sequences in the data's units.</param>
    /// <param name="scales">What the model's fields are divided by.</param>
    /// <param name="horizon">K, the number of steps.</param>
    public static HorizonErrors Of(
        string name, FluidModel? model, IReadOnlyList<FluidSequence> sequences, FieldScales scales, int horizon)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        using IDisposable quiet = no_grad();
        using DisposeScope scope = NewDisposeScope();
        FluidBatch[] windows = Windows(sequences, scales, horizon);
        Tensor state = cat([.. windows.Select(window => window.X0)]).narrow(1, 0, 4);
        Tensor truth = cat([.. windows.Select(window => window.Targets)]); // [B, K, 3, H, W]
        Tensor masks = cat([.. windows.Select(window => window.Masks)]);
        Step step = model is null ? (u, _) => u.alias() : (u, k) => model.Stepper.Step(u, masks, k);
        var errors = new Recorder(sequences.Count, horizon);
        int k = 0;
        foreach (Tensor chunk in Trajectory.Stream(step, state, horizon, 1))
        {
            using (chunk)
            {
                errors.Record(k, chunk.select(1, 0).narrow(1, 0, 3), truth.select(1, k));
                k++;
            }
        }

        foreach (FluidBatch window in windows)
        {
            window.Dispose();
        }

        return errors.Result(name);
    }

    private static FluidBatch[] Windows(IReadOnlyList<FluidSequence> sequences, FieldScales scales, int horizon)
    {
        var windows = new List<FluidBatch>();
        foreach (FluidSequence sequence in sequences)
        {
            if (horizon > LongestHorizon(sequence))
            {
                throw new InvalidDataException(
                    $"{sequence.Source}: expected at least {horizon + Starts + 1} frames for {Starts} starts of "
                    + $"{horizon} steps, found {sequence.Frames}.");
            }

            int last = sequence.Frames - horizon - 1;
            FluidSequence normalised = sequence.Normalise(scales);
            for (int i = 0; i < Starts; i++)
            {
                windows.Add(normalised.Window(1 + (int)Math.Round(i * (last - 1) / (double)(Starts - 1)), horizon));
            }
        }

        return [.. windows];
    }

    private sealed class Recorder(int sequences, int horizon)
    {
        private readonly double[][] density = new double[horizon][];
        private readonly double[] velocity = new double[horizon];
        private readonly double[] correlation = new double[horizon];
        private readonly double[] divergence = new double[horizon];
        private readonly double[] trueDivergence = new double[horizon];
        private readonly List<double[]> correlations = [];
        private double[] spectrum = [];
        private double[] trueSpectrum = [];

        public void Record(int k, Tensor fields, Tensor truth)
        {
            using DisposeScope scope = NewDisposeScope();
            var stencil = new Stencil { Mode = StencilMode.Central };
            density[k] = Numbers(DensityRmse.Of(fields, truth).reshape(sequences, -1).mean([1]));
            velocity[k] = VelocityError.Of(fields, truth).mean().ToDouble();
            double[] each = Numbers(CorrelationTime.Correlation(
                fields.narrow(1, 0, 1).unsqueeze(1), truth.narrow(1, 0, 1).unsqueeze(1)));
            correlations.Add(each);
            correlation[k] = each.Average();
            divergence[k] = DivergenceNorm.Of(fields.narrow(1, 1, 2), stencil).ToDouble();
            trueDivergence[k] = DivergenceNorm.Of(truth.narrow(1, 1, 2), stencil).ToDouble();
            if (k == horizon - 1)
            {
                spectrum = SpectrumOf(fields);
                trueSpectrum = SpectrumOf(truth);
            }
        }

        public HorizonErrors Result(string name) => new(
            name, density, velocity, correlation, CorrelationSteps(), divergence, trueDivergence, spectrum,
            trueSpectrum);

        private double CorrelationSteps() => Enumerable.Range(0, correlations[0].Length)
            .Average(sample => correlations.TakeWhile(step => step[sample] >= CorrelationThreshold).Count());

        private static double[] SpectrumOf(Tensor fields)
        {
            double[] shells = Numbers(EnergySpectrum.Of(fields.narrow(1, 1, 2)).mean([0]));
            return shells[..((int)Math.Min(fields.size(2), fields.size(3)) / 2)];
        }

        private static double[] Numbers(Tensor values) => [.. values.data<float>().ToArray().Select(x => (double)x)];
    }
}
