namespace NeuralOps.Rollout;

/// <summary>A metric against the horizon, for each sample of a batch.</summary>
public sealed class HorizonCurve
{
    private readonly double[,] values;

    /// <summary>A curve of given values.</summary>
    /// <param name="values">[B, T], both from 1; step t, from 0, is that of u<sub>t+1</sub>.</param>
    /// <exception cref="ArgumentException">There is no sample or no step.</exception>
    public HorizonCurve(double[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        (Samples, Steps) = (values.GetLength(0), values.GetLength(1));
        if (values.Length == 0)
        {
            throw new ArgumentException(
                $"Expected at least one sample and one step, got {Samples} and {Steps}.", nameof(values));
        }

        this.values = values;
    }

    /// <summary>B.</summary>
    public int Samples { get; }

    /// <summary>T.</summary>
    public int Steps { get; }

    /// <summary>The value of a sample at a step.</summary>
    /// <param name="sample">The sample, from 0.</param>
    /// <param name="step">The step, from 0.</param>
    public double this[int sample, int step] => values[sample, step];

    /// <summary>The mean over the samples at each step, [T].</summary>
    public double[] Mean() =>
        [.. Enumerable.Range(0, Steps).Select(t => Enumerable.Range(0, Samples).Average(b => values[b, t]))];

    /// <summary>The number of steps before the first whose value is below a threshold, mean over the samples: with the
    /// correlation and 0.9, how long the rollout stays with the truth. NaN counts as below; T where it never
    /// is.</summary>
    /// <param name="threshold">The threshold, in units of the metric.</param>
    public double StepsWhileAtLeast(double threshold) => Enumerable.Range(0, Samples).Average(
        b => Enumerable.Range(0, Steps).TakeWhile(t => values[b, t] >= threshold).Count());

    /// <summary>
    /// λ of e<sub>t</sub> = e₀ exp(λ t), per step: the slope of the least-squares line through ln e<sub>t</sub>, with
    /// e the mean over the samples. Choose steps before the error saturates.
    /// </summary>
    /// <param name="first">The first step of the fit, from 0.</param>
    /// <param name="count">The number of steps, from 2.</param>
    /// <returns>The rate; NaN where an error is not positive and finite.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The steps are not those of the curve, or fewer than
    /// two.</exception>
    public double GrowthRate(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Steps - first);
        double[] logs = [.. Mean().Skip(first).Take(count).Select(error => error > 0 ? Math.Log(error) : double.NaN)];
        double middle = (count - 1) / 2.0;
        double slope = logs.Select((log, t) => (t - middle) * log).Sum();
        double spread = Enumerable.Range(0, count).Sum(t => (t - middle) * (t - middle));
        return double.IsFinite(slope) ? slope / spread : double.NaN;
    }
}
