using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// Draws initial fields [H, W] from a mixture: Gaussian random fields of one or several correlation lengths, plane
/// waves √2·sin(2πf·(x cos α + y sin α) + φ) and sums of Gaussian blobs.
/// </summary>
/// <remarks>A field is a function of the options, the grid and the stream; on two machines it differs by the rounding
/// of elementary functions alone. Blobs depart from the reference: their width follows the grid.</remarks>
/// <param name="options">The mixture; by default the reference's, a quarter each.</param>
public sealed class InitialConditions(InitialConditionOptions? options = null)
{
    private readonly InitialConditionOptions options = options ?? new();

    /// <summary>Draws a kind, then a field of it.</summary>
    /// <param name="field">[H·W], overwritten.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="random">The stream.</param>
    /// <returns>The kind.</returns>
    /// <exception cref="ArgumentException">The span is not of H·W cells.</exception>
    public InitialConditionKind Draw(Span<float> field, int height, int width, RandomStream random)
    {
        double u = random.NextDouble();
        int kind = 0;
        for (double sum = options.Shares[0]; kind < options.Shares.Count - 1 && sum <= u; sum += options.Shares[kind])
        {
            kind++;
        }

        Draw((InitialConditionKind)kind, field, height, width, random);
        return (InitialConditionKind)kind;
    }

    /// <summary>Draws a field of one kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="field">[H·W], overwritten.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="random">The stream.</param>
    /// <exception cref="ArgumentException">The span is not of H·W cells.</exception>
    public void Draw(InitialConditionKind kind, Span<float> field, int height, int width, RandomStream random)
    {
        if (field.Length != height * width)
        {
            throw new ArgumentException($"Expected {height} x {width} cells, got {field.Length}.", nameof(field));
        }

        switch (kind)
        {
            case InitialConditionKind.GaussianRandomField:
                double variance = options.Variances[random.NextInt(options.Variances.Count)];
                Add(field, height, width, [options.CorrelationLength], variance, random);
                break;
            case InitialConditionKind.Multiscale:
                Add(field, height, width, options.Bands[random.NextInt(options.Bands.Count)], 1, random);
                break;
            case InitialConditionKind.Structured:
                Wave(field, height, width, random);
                break;
            default:
                Blobs(field, height, width, random);
                break;
        }
    }

    private static double Between(IReadOnlyList<double> range, RandomStream random) =>
        range[0] + ((range[1] - range[0]) * random.NextDouble());

    /// <summary>The sum of one Gaussian random field a length, with equal shares of the variance.</summary>
    private static void Add(
        Span<float> field, int height, int width, IReadOnlyList<double> lengths, double variance, RandomStream random)
    {
        float[] part = new float[field.Length];
        field.Clear();
        foreach (double length in lengths)
        {
            var spectrum = new GaussianFieldOptions
            {
                CorrelationLength = length,
                Variance = variance / lengths.Count,
            };
            GaussianRandomField.Draw(part, height, width, spectrum, random);
            for (int i = 0; i < part.Length; i++)
            {
                field[i] += part[i];
            }
        }
    }

    private void Wave(Span<float> field, int height, int width, RandomStream random)
    {
        double waves = 2 * Math.PI * Between(options.Waves, random);
        var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
        double phase = 2 * Math.PI * random.NextDouble();
        for (int i = 0; i < field.Length; i++)
        {
            double along = ((double)(i % width) / width * cos) + ((double)(i / width) / height * sin);
            field[i] = (float)(Math.Sqrt(2) * Math.Sin((waves * along) + phase));
        }
    }

    private void Blobs(Span<float> field, int height, int width, RandomStream random)
    {
        field.Clear();
        for (int blob = 0; blob < options.Blobs; blob++)
        {
            (double x, double y) = (random.NextDouble(), random.NextDouble());
            double sigma = Between(options.BlobWidths, random);
            double peak = options.BlobHeight * random.NextNormal();
            for (int i = 0; i < field.Length; i++)
            {
                (double dx, double dy) = (((double)(i % width) / width) - x, ((double)(i / width) / height) - y);
                field[i] += (float)(peak * Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma)));
            }
        }
    }
}
