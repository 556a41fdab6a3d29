namespace NeuralOps.Data;

/// <summary>The mixture that <see cref="InitialConditions"/> draws from; lengths are shares of the domain's
/// side.</summary>
public sealed record InitialConditionOptions
{
    /// <summary>How often each <see cref="InitialConditionKind"/> comes, in the order of the enum, adding up to
    /// 1.</summary>
    public IReadOnlyList<double> Shares
    {
        get;
        init => field = value.Count == 4 && value.All(share => share >= 0) && Math.Abs(value.Sum() - 1) <= 1e-6
            ? value
            : throw new ArgumentException(
                $"Expected 4 shares from 0 that add up to 1, got {value.Count} that add up to {value.Sum():R}.",
                nameof(Shares));
    } = [0.25, 0.25, 0.25, 0.25];

    /// <summary>ℓ of the plain Gaussian random fields.</summary>
    public double CorrelationLength { get; init => field = Positive(value, nameof(CorrelationLength)); } = 0.05;

    /// <summary>The variances that a Gaussian random field draws one of, at least one.</summary>
    public IReadOnlyList<double> Variances
    {
        get;
        init => field = value.Count > 0 && value.All(variance => variance > 0)
            ? value
            : throw new ArgumentException("Expected at least one variance, all positive.", nameof(Variances));
    } = [0.25, 0.5, 1, 2, 4];

    /// <summary>The bands of ℓ that a multiscale field draws one of; the fields of a band share variance 1
    /// evenly.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Bands
    {
        get;
        init => field = value.Count > 0 && value.All(band => band.Count > 0 && band.All(length => length > 0))
            ? value
            : throw new ArgumentException("Expected at least one band, of positive lengths.", nameof(Bands));
    } = [[0.1, 0.2], [0.05, 0.1], [0.02, 0.05]];

    /// <summary>Lowest and highest wave number of a sine wave, in waves a side.</summary>
    public IReadOnlyList<double> Waves { get; init => field = Range(value, nameof(Waves)); } = [2, 6];

    /// <summary>Blobs of a localised field, at least 1.</summary>
    public int Blobs
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Blobs));
            field = value;
        }
    } = 5;

    /// <summary>Lowest and highest σ of a blob; 5 to 15 cells of a grid of 64.</summary>
    public IReadOnlyList<double> BlobWidths { get; init => field = Range(value, nameof(BlobWidths)); } =
        [5.0 / 64, 15.0 / 64];

    /// <summary>Standard deviation of a blob's height.</summary>
    public double BlobHeight { get; init => field = Positive(value, nameof(BlobHeight)); } = 2;

    private static double Positive(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }

    private static IReadOnlyList<double> Range(IReadOnlyList<double> value, string name) =>
        value is [> 0 and var low, var high] && low <= high
            ? value
            : throw new ArgumentException("Expected a positive lowest and a highest value.", name);
}
