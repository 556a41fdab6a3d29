using System.Text.Json.Nodes;
using NeuralOps.Core;

namespace NeuralOps.Onnx;

/// <summary>How a module is exported, and what its sidecar says of it.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>Axis lengths of the input, e.g. <c>["batch", 6, "height", "width"]</c>: numbers are fixed, symbols
    /// free. Axis 1 is the channel axis.</summary>
    public required IReadOnlyList<GraphDim> InputDims { get; init; }

    /// <summary>Meaning of each input channel, in order; as many as axis 1 of the input is long.</summary>
    public required IReadOnlyList<string> InputChannels { get; init; }

    /// <summary>Meaning of each output channel, in order.</summary>
    public required IReadOnlyList<string> OutputChannels { get; init; }

    /// <summary>Axis lengths of the output, or null where only the channels differ from the input.</summary>
    public IReadOnlyList<GraphDim>? OutputDims { get; init; }

    /// <summary>Name of the input.</summary>
    public string InputName { get; init; } = "input";

    /// <summary>Name of the output.</summary>
    public string OutputName { get; init; } = "output";

    /// <summary>The model's options as JSON, kept in the sidecar.</summary>
    public JsonNode? ModelOptions { get; init; }

    /// <summary>Normalisation statistics by name, kept in the sidecar.</summary>
    public IReadOnlyDictionary<string, double> Normalization { get; init; } = new Dictionary<string, double>();
}
