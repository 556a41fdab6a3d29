using System.Text.Json.Nodes;

namespace NeuralOps.Cli;

/// <summary>The limits of a case; <c>suggested</c> wins where present.</summary>
internal sealed class CaseTolerance(JsonObject values, string source)
{
    /// <summary>Limit of max|difference| / max(1, max|expected|) of outputs and intermediates.</summary>
    public double Outputs => Find("suggested.outputs", "outputs_abs", "outputs_abs_or_relative", "outputs_relative");

    /// <summary>Limit of max|difference| / max|expected| of gradients.</summary>
    public double Gradients => Find("suggested.gradients", "gradients_relative_to_max");

    /// <summary>A limit of its own name.</summary>
    public double Of(string name) => Find(name);

    private double Find(params string[] names) =>
        names.Select(Value).FirstOrDefault(value => value is not null)
        ?? throw new InvalidDataException(
            $"{source}: expected one of the tolerances {string.Join(", ", names)}, found none.");

    private double? Value(string name)
    {
        JsonNode? node = values;
        foreach (string key in name.Split('.'))
        {
            node = (node as JsonObject)?[key];
        }

        return node is JsonValue value && value.TryGetValue(out double number) ? number : null;
    }
}
