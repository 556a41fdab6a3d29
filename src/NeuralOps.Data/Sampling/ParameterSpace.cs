using System.Globalization;
using System.Text.Json.Nodes;
using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// The parameters that tell members of a family of operators apart. A member is a point θ of the unit cube [0, 1]^P:
/// samplers spread such points, files store them, and this maps them to values.
/// </summary>
public sealed record ParameterSpace
{
    /// <summary>
    /// The twelve dimensions of the reference's random convolutional operators, in its order: architecture, noise,
    /// operator, evolution.
    /// </summary>
    public static ParameterSpace RandomConvolution { get; } = new()
    {
        Dimensions =
        [
            new() { Name = "num_layers", Type = ParameterKind.Whole, Bounds = [2, 5] },
            new() { Name = "base_channels", Type = ParameterKind.Whole, Bounds = [16, 64] },
            new() { Name = "kernel_size", Type = ParameterKind.Choice, Choices = ["3", "5", "7"] },
            new() { Name = "activation", Type = ParameterKind.Choice, Choices = ["gelu"] },
            new() { Name = "dropout_rate", Type = ParameterKind.Continuous, Bounds = [0, 0.3] },
            new() { Name = "noise_type", Type = ParameterKind.Choice, Choices = ["gaussian"] },
            new() { Name = "noise_scale", Type = ParameterKind.Continuous, Bounds = [1e-5, 1], LogScale = true },
            new() { Name = "noise_schedule", Type = ParameterKind.Choice, Choices = ["constant"] },
            new() { Name = "spatial_correlation", Type = ParameterKind.Continuous, Bounds = [0, 0.3] },
            new() { Name = "normalization", Type = ParameterKind.Choice, Choices = ["instance"] },
            new() { Name = "grid_size", Type = ParameterKind.Choice, Choices = ["64"] },
            new()
            {
                Name = "update_policy",
                Type = ParameterKind.Choice,
                Choices = ["residual", "convex"],
                Weights = [0.75, 0.25],
            },
        ],
    };

    /// <summary>The axes in the order of θ, at least one, of different names.</summary>
    public required IReadOnlyList<ParameterDimension> Dimensions
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfZero(value.Count, nameof(Dimensions));
            foreach (var dimension in value)
            {
                dimension.RequireComplete();
            }

            string? twice = value.GroupBy(d => d.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
            field = twice is null
                ? value
                : throw new ArgumentException($"Dimension '{twice}' comes twice.", nameof(Dimensions));
        }
    }

    /// <summary>The values at θ, one a dimension, as <see cref="ParameterDimension.Map"/> gives them.</summary>
    /// <param name="theta">θ [P], each in [0, 1].</param>
    /// <exception cref="ArgumentException">θ has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A component is outside [0, 1].</exception>
    public double[] Map(ReadOnlySpan<float> theta)
    {
        Require(theta);
        double[] values = new double[theta.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Dimensions[i].Map(theta[i]);
        }

        return values;
    }

    /// <summary>The options record that θ describes; the dimensions are its keys, and what is no dimension keeps the
    /// record's default.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="theta">θ [P], each in [0, 1].</param>
    /// <exception cref="InvalidDataException">The record has no such key, or refuses a value.</exception>
    /// <exception cref="ArgumentException">As of <see cref="Map"/>.</exception>
    public T To<T>(ReadOnlySpan<float> theta)
    {
        double[] values = Map(theta);
        var options = new JsonObject();
        foreach (var (dimension, value) in Dimensions.Zip(values))
        {
            options.Add(dimension.Name, Literal(dimension, value));
        }

        return OptionsJson.Deserialize<T>(options.ToJsonString(), "parameters");
    }

    /// <summary>The value of one dimension as text, or null where the space has none of that name.</summary>
    /// <param name="name">The dimension.</param>
    /// <param name="theta">θ [P], each in [0, 1].</param>
    /// <exception cref="ArgumentException">As of <see cref="Map"/>.</exception>
    public string? Describe(string name, ReadOnlySpan<float> theta)
    {
        Require(theta);
        for (int i = 0; i < Dimensions.Count; i++)
        {
            if (Dimensions[i].Name == name)
            {
                return Dimensions[i].Describe(Dimensions[i].Map(theta[i]));
            }
        }

        return null;
    }

    private static JsonNode? Literal(ParameterDimension dimension, double value)
    {
        string text = dimension.Describe(value);
        bool isPlain = dimension.Type is ParameterKind.Boolean or ParameterKind.Whole or ParameterKind.Continuous
            || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return isPlain ? JsonNode.Parse(text) : JsonValue.Create(text);
    }

    private void Require(ReadOnlySpan<float> theta)
    {
        if (theta.Length != Dimensions.Count)
        {
            throw new ArgumentException(
                $"Expected {Dimensions.Count} parameters, got {theta.Length}.", nameof(theta));
        }
    }
}
