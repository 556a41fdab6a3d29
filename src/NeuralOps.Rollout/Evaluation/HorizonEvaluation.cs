using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>Metrics of a long rollout against the truth, step by step, with the memory of one chunk.</summary>
public static class HorizonEvaluation
{
    /// <summary>Rolls out without gradients and measures every step.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="initial">u₀ [B, …].</param>
    /// <param name="truth">Gives the true states of steps first … first + count − 1, counted from 0 at u₁, as [B,
    /// count, …]; they are freed with the chunk where the current dispose scope owns them.</param>
    /// <param name="steps">T, from 1.</param>
    /// <param name="chunk">The number of states in memory, from 1.</param>
    /// <param name="metrics">The metrics by name.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    /// <exception cref="ArgumentException">The truth or a metric has another shape than the states.</exception>
    public static IReadOnlyDictionary<string, HorizonCurve> Run(
        Step step, Tensor initial, Func<int, int, Tensor> truth, int steps, int chunk,
        IReadOnlyDictionary<string, HorizonMetric> metrics)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(metrics);
        var chunks = Trajectory.Stream(step, initial, steps, chunk);
        var values = metrics.Keys.ToDictionary(name => name, _ => new double[initial.size(0), steps]);
        int first = 0;
        foreach (var states in chunks)
        {
            using (states)
            {
                Measure(states, truth, first, metrics, values);
                first += (int)states.size(1);
            }
        }

        return values.ToDictionary(entry => entry.Key, entry => new HorizonCurve(entry.Value));
    }

    private static void Measure(
        Tensor states, Func<int, int, Tensor> truth, int first, IReadOnlyDictionary<string, HorizonMetric> metrics,
        Dictionary<string, double[,]> values)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        int count = (int)states.size(1);
        var target = truth(first, count);
        if (!target.shape.AsSpan().SequenceEqual(states.shape))
        {
            throw new ArgumentException(
                $"Expected the truth of steps {first} to {first + count - 1} with the shape "
                + $"{Shape.Format(states.shape)} of the states, got {Shape.Format(target.shape)}.", nameof(truth));
        }

        foreach ((string name, var metric) in metrics)
        {
            var measured = metric(states, target);
            Shape.Require(measured, "B n", [states.size(0), count], name);
            double[] flat = measured.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
            for (int i = 0; i < flat.Length; i++)
            {
                values[name][i / count, first + i % count] = flat[i];
            }
        }
    }
}
