using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeuralOps.Onnx;

/// <summary>What an application must know of an exported graph with any inputs, outputs and states, kept beside it as
/// <c>model.onnx.json</c>.</summary>
public sealed record OnnxGraphSidecar
{
    /// <summary>Program and version that exported the graph.</summary>
    public required string Producer { get; init; }

    /// <summary>The model's type, e.g. <c>PhysicsMotionModel</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The core operator set.</summary>
    public required int Opset { get; init; }

    /// <summary>SHA-256 of the graph's file, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The inputs, without the states.</summary>
    public required IReadOnlyList<OnnxGraphPort> Inputs { get; init; }

    /// <summary>The outputs, without the states.</summary>
    public required IReadOnlyList<OnnxGraphPort> Outputs { get; init; }

    /// <summary>The states; none of a graph that carries nothing.</summary>
    public IReadOnlyList<OnnxGraphState> States { get; init; } = [];

    /// <summary>The most frames that the states can count, or null where there is no limit.</summary>
    public long? FrameLimit { get; init; }

    /// <summary>Of a step graph, the SHA-256 of the sequence graph made with it.</summary>
    public string? PrefillSha256 { get; init; }

    /// <summary>The model's options, or null.</summary>
    public JsonNode? Options { get; init; }

    /// <summary>Normalisation statistics by name, e.g. the mean of each channel.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Normalization { get; init; } =
        new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>Whether the sidecar of a model is of this kind, with lists of inputs and outputs, and no
    /// <see cref="OnnxSidecar"/>.</summary>
    /// <param name="modelPath">The graph's file.</param>
    public static bool IsBeside(string modelPath) =>
        SidecarFile.Has(modelPath, JsonNamingPolicy.SnakeCaseLower.ConvertName(nameof(Inputs)));

    /// <summary>Reads the sidecar of a graph and checks that it belongs to it.</summary>
    /// <param name="modelPath">The graph's file.</param>
    /// <exception cref="FileNotFoundException">The graph or its sidecar is missing.</exception>
    /// <exception cref="InvalidDataException">The sidecar is damaged, or belongs to other content.</exception>
    public static OnnxGraphSidecar Read(string modelPath) =>
        SidecarFile.Read<OnnxGraphSidecar>(modelPath, sidecar => sidecar.Sha256);
}
