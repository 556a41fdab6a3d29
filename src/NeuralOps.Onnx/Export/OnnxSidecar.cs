using System.Text.Json;
using System.Text.Json.Nodes;
using NeuralOps.Core;

namespace NeuralOps.Onnx;

/// <summary>What an application must know of an exported model, kept beside it as <c>model.onnx.json</c>.</summary>
public sealed record OnnxSidecar
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

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
    public static string PathFor(string modelPath) => modelPath + ".json";

    /// <summary>Reads the sidecar of a model and checks that it belongs to it.</summary>
    /// <param name="modelPath">The model file.</param>
    /// <exception cref="FileNotFoundException">The model or its sidecar is missing.</exception>
    /// <exception cref="InvalidDataException">The sidecar is damaged, or belongs to other content.</exception>
    public static OnnxSidecar Read(string modelPath)
    {
        var path = PathFor(modelPath);
        foreach (var needed in (ReadOnlySpan<string>)[modelPath, path])
        {
            if (!File.Exists(needed))
            {
                throw new FileNotFoundException(
                    $"Expected the model '{modelPath}' and its sidecar '{path}', which an export writes together; "
                    + $"'{needed}' is missing.",
                    needed);
            }
        }

        var sidecar = Parse(path);
        var found = HashOf(modelPath);
        return sidecar.Sha256 == found
            ? sidecar
            : throw new InvalidDataException(
                $"{path}: expected a model with SHA-256 {sidecar.Sha256}, found {found} in '{modelPath}'.");
    }

    internal static string HashOf(string modelPath)
    {
        using var stream = File.OpenRead(modelPath);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream));
    }

    internal void Write(string modelPath) =>
        AtomicFile.WriteText(PathFor(modelPath), JsonSerializer.Serialize(this, Json) + "\n");

    private static OnnxSidecar Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<OnnxSidecar>(File.ReadAllText(path), Json)
                ?? throw new InvalidDataException($"{path}: expected a sidecar, found null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: expected a sidecar, found: {error.Message}", error);
        }
    }
}
