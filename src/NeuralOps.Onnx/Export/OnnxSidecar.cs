using System.Text.Json.Nodes;

namespace NeuralOps.Onnx;

/// <summary>What an application must know of an exported model, kept beside it as <c>model.onnx.json</c>.</summary>
public sealed record OnnxSidecar
{
    /// <summary>Program and version that exported the model.</summary>
    public required string Producer { get; init; }

    /// <summary>The model's type, e.g. <c>Unet</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The core operator set.</summary>
    public required int Opset { get; init; }

    /// <summary>SHA-256 of the model file, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The input.</summary>
    public required OnnxPort Input { get; init; }

    /// <summary>The output.</summary>
    public required OnnxPort Output { get; init; }

    /// <summary>The model's options, or null.</summary>
    public JsonNode? Options { get; init; }

    /// <summary>Normalisation statistics by name, e.g. the scale of each field.</summary>
    public IReadOnlyDictionary<string, double> Normalization { get; init; } = new Dictionary<string, double>();

    /// <summary>Where the sidecar of a model lies.</summary>
    /// <param name="modelPath">The model file.</param>
    public static string PathFor(string modelPath) => SidecarFile.PathFor(modelPath);

    /// <summary>Reads the sidecar of a model and checks that it belongs to it.</summary>
    /// <param name="modelPath">The model file.</param>
    /// <exception cref="FileNotFoundException">The model or its sidecar is missing.</exception>
    /// <exception cref="InvalidDataException">The sidecar is damaged, or belongs to other content.</exception>
    public static OnnxSidecar Read(string modelPath) =>
        SidecarFile.Read<OnnxSidecar>(modelPath, sidecar => sidecar.Sha256);
}
