using System.Globalization;

namespace NeuralOps.Data;

/// <summary>
/// One axis of a <see cref="ParameterSpace"/>: takes u ∈ [0, 1] to a value. Integer: lo + u·(hi − lo), rounded half to
/// even. Continuous: lo + u·(hi − lo), or 10^ of that between the logarithms. Choice of n: ⌊u·n⌋, or the first whose
/// cumulative weight is greater than u; at most the last. Boolean: u &gt; ½.
/// </summary>
public sealed record ParameterDimension
{
    /// <summary>Name of the value, e.g. <c>kernel_size</c>.</summary>
    public required string Name
    {
        get;
        init => field = value.Length > 0
            ? value
            : throw new ArgumentException("Expected a name, got an empty text.", nameof(Name));
    }

    /// <summary>What the values are.</summary>
    public required ParameterKind Type { get; init; }

    /// <summary>Lowest and highest value of an integer or continuous dimension; whole numbers for an integer.</summary>
    public IReadOnlyList<double> Bounds
    {
        get;
        init => field = value is [] || (value is [var low, var high] && low <= high && double.IsFinite(high - low))
            ? value
            : throw new ArgumentException(
                $"Expected two finite bounds in rising order, got {Text(value)}.", nameof(Bounds));
    } = [];

    /// <summary>Whether a continuous dimension is spread evenly in the logarithm; its bounds are then
    /// positive.</summary>
    public bool LogScale { get; init; }

    /// <summary>The values of a choice as text, at least one.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>How often each choice comes, adding up to 1; none for all alike.</summary>
    public IReadOnlyList<double> Weights
    {
        get;
        init => field = value is [] || (value.All(weight => weight >= 0) && Math.Abs(value.Sum() - 1) <= 1e-6)
            ? value
            : throw new ArgumentException(
                $"Expected weights from 0 that add up to 1, got {Text(value)}.", nameof(Weights));
    } = [];

    /// <summary>The value at u: a number, the index of a choice, or 0 and 1 for false and true.</summary>
    /// <param name="u">Place on the unit interval, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">u is outside [0, 1] or NaN.</exception>
    public double Map(double u)
    {
        if (!(u >= 0 && u <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(u), u, $"Expected {Name} in [0, 1].");
        }

        return Type switch
        {
            ParameterKind.Whole => Math.Round(Between(Bounds[0], Bounds[1], u), MidpointRounding.ToEven),
            ParameterKind.Continuous when LogScale => Math.Clamp(
                Math.Pow(10, Between(Math.Log10(Bounds[0]), Math.Log10(Bounds[1]), u)), Bounds[0], Bounds[1]),
            ParameterKind.Continuous => Between(Bounds[0], Bounds[1], u),
            ParameterKind.Choice => Choose(u),
            _ => u > 0.5 ? 1 : 0,
        };
    }

    /// <summary>A mapped value as text: <c>0.15</c>, <c>residual</c>, <c>true</c>.</summary>
    /// <param name="value">What <see cref="Map"/> gave.</param>
    public string Describe(double value) => Type switch
    {
        ParameterKind.Choice => Choices[(int)value],
        ParameterKind.Boolean => value > 0 ? "true" : "false",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Checks what no single property can tell.</summary>
    internal void RequireComplete()
    {
        string? fault = Type switch
        {
            ParameterKind.Choice when Choices.Count == 0 => "a choice needs choices",
            ParameterKind.Choice when Weights.Count > 0 && Weights.Count != Choices.Count =>
                $"{Choices.Count} choices need as many weights, got {Weights.Count}",
            ParameterKind.Choice or ParameterKind.Boolean when Bounds.Count > 0 => "only numbers have bounds",
            ParameterKind.Whole or ParameterKind.Continuous when Bounds.Count == 0 => "a number needs bounds",
            ParameterKind.Whole when Bounds.Any(bound => bound != Math.Round(bound)) =>
                $"a whole number needs whole bounds, got {Text(Bounds)}",
            ParameterKind.Continuous when LogScale && Bounds[0] <= 0 =>
                $"a logarithmic scale needs positive bounds, got {Text(Bounds)}",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ArgumentException($"Dimension '{Name}': {fault}.", nameof(Type));
        }
    }

    private static double Between(double low, double high, double u) => low + (u * (high - low));

    private static string Text(IEnumerable<double> values) =>
        $"[{string.Join(", ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]";

    private double Choose(double u)
    {
        int index = Weights.Count == 0 ? (int)(u * Choices.Count) : 0;
        double cumulative = 0;
        for (int i = 0; i < Weights.Count && (cumulative += Weights[i]) <= u; i++)
        {
            index = i + 1;
        }

        return Math.Min(index, Choices.Count - 1);
    }
}
