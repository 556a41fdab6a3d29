using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralOps.Core;

/// <summary>Options records as JSON, the form in which weights and checkpoints carry them; names as in YAML.</summary>
public static class OptionsJson
{
    private static readonly JsonSerializerOptions Written = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>The options as JSON on one line.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="options">The options.</param>
    public static string Serialize<T>(T options) => JsonSerializer.Serialize(options, Written);

    /// <summary>The options that a JSON text describes, as strictly as <see cref="OptionsFile"/> reads YAML.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="json">The text.</param>
    /// <param name="source">The name of the text in error messages.</param>
    /// <exception cref="InvalidDataException">The text is not JSON, a key is unknown, missing or set twice, or a value
    /// has a wrong type or is refused by the record; the message names source, line, column and key.</exception>
    public static T Deserialize<T>(string json, string source = "options") => JsonTree.Read(json, source).To<T>();
}
