using System.Text.Json.Serialization;

namespace NeuralOps.Data;

/// <summary>What the values of a <see cref="ParameterDimension"/> are.</summary>
public enum ParameterKind
{
    /// <summary>A whole number between two bounds.</summary>
    [JsonStringEnumMemberName("integer")]
    Whole,

    /// <summary>A real number between two bounds, spread evenly in itself or in its logarithm.</summary>
    Continuous,

    /// <summary>One of a list of values, alike or by weights.</summary>
    Choice,

    /// <summary>True or false.</summary>
    Boolean,
}
