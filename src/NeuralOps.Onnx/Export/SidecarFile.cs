using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using NeuralOps.Core;

namespace NeuralOps.Onnx;

/// <summary>The file beside an exported model that says what the model is, <c>model.onnx.json</c>.</summary>
internal static class SidecarFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string PathFor(string modelPath) => modelPath + ".json";

    /// <summary>Reads the sidecar of a model and checks that it belongs to it.</summary>
    internal static T Read<T>(string modelPath, Func<T, string> sha256)
        where T : class
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

        var sidecar = Parse<T>(path);
        var found = HashOf(modelPath);
        return sha256(sidecar) == found
            ? sidecar
            : throw new InvalidDataException(
                $"{path}: expected a model with SHA-256 {sha256(sidecar)}, found {found} in '{modelPath}'.");
    }

    /// <summary>Whether a model has a sidecar with such an entry; a damaged one has none.</summary>
    internal static bool Has(string modelPath, string entry)
    {
        if (!File.Exists(PathFor(modelPath)))
        {
            return false;
        }

        try
        {
            return JsonNode.Parse(File.ReadAllText(PathFor(modelPath))) is JsonObject sidecar
                && sidecar.ContainsKey(entry);
        }
        catch (JsonException)
        {
            return false; // reading it says what is wrong
        }
    }

    internal static void Write<T>(string modelPath, T sidecar) =>
        AtomicFile.WriteText(PathFor(modelPath), JsonSerializer.Serialize(sidecar, Json) + "\n");

    internal static string HashOf(string modelPath)
    {
        using var stream = File.OpenRead(modelPath);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static T Parse<T>(string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json)
                ?? throw new InvalidDataException($"{path}: expected a sidecar, found null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: expected a sidecar, found: {error.Message}", error);
        }
    }
}
