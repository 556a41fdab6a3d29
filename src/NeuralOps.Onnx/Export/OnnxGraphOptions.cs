using System.Text.Json.Nodes;

namespace NeuralOps.Onnx;

/// <summary>What the sidecar of a graph says beyond its shapes.</summary>
public sealed record OnnxGraphOptions
{
    /// <summary>By input or output, the meaning of each place of its last axis.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Channels { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The model's options as JSON.</summary>
    public JsonNode? ModelOptions { get; init; }

    /// <summary>Normalisation statistics by name, e.g. the mean of each channel.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Normalization { get; init; } =
        new Dictionary<string, IReadOnlyList<double>>();
}
