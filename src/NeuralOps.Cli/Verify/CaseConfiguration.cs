using System.Text.Json;
using System.Text.Json.Nodes;
using NeuralOps.Core;

namespace NeuralOps.Cli;

/// <summary>
/// The configuration of a case. It remembers which keys the computation read: a key that none read is one the
/// computation does not know, and fails the case.
/// </summary>
/// <param name="values">The keys and values.</param>
/// <param name="source">The file, for error texts.</param>
/// <param name="prefix">The path of this object in the configuration.</param>
internal sealed class CaseConfiguration(JsonObject values, string source, string prefix = "")
{
    private readonly HashSet<string> read = [];
    private readonly Dictionary<string, CaseConfiguration> sections = [];

    /// <summary>The value of a key.</summary>
    /// <typeparam name="T">A number, string, truth value or array of them.</typeparam>
    /// <exception cref="InvalidDataException">The key is absent or of another type.</exception>
    public T Get<T>(string key)
    {
        read.Add(key);
        try
        {
            return values[key] is { } value && value.Deserialize<T>() is { } result
                ? result
                : throw new InvalidDataException(
                    $"{source}: expected a configuration key '{prefix}{key}', found none.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{source}: expected {typeof(T).Name} for configuration key '{prefix}{key}', "
                + $"found {values[key]!.ToJsonString()}.",
                exception);
        }
    }

    /// <summary>The value of a key, of any kind; null where it is absent or null.</summary>
    public JsonNode? Any(string key)
    {
        read.Add(key);
        return values[key];
    }

    /// <summary>The value of a key, or what holds where it is absent.</summary>
    public T Optional<T>(string key, T otherwise) => values.ContainsKey(key) ? Get<T>(key) : otherwise;

    /// <summary>A value of an enum, in lower case.</summary>
    public T Choice<T>(string key)
        where T : struct, Enum
    {
        string text = Get<string>(key);
        return Enum.TryParse(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out T value)
            ? value
            : throw new InvalidDataException(
                $"{source}: expected one of {string.Join(", ", Enum.GetNames<T>())} "
                + $"for configuration key '{prefix}{key}', found '{text}'.");
    }

    /// <summary>The numbers of an array as the file writes them, e.g. <c>1.0</c>.</summary>
    public IReadOnlyList<string> Literals(string key) =>
        [.. Get<JsonElement[]>(key).Select(value => value.GetRawText())];

    /// <summary>A nested object.</summary>
    public CaseConfiguration Section(string key)
    {
        if (!sections.TryGetValue(key, out var section))
        {
            section = new CaseConfiguration(Get<JsonObject>(key), source, $"{prefix}{key}.");
            sections.Add(key, section);
        }

        return section;
    }

    /// <summary>The options record that part of the keys describes; keys that it does not know stay unread.</summary>
    /// <typeparam name="T">The options record; absent keys keep its defaults.</typeparam>
    /// <param name="defaults">Any instance; it tells the names.</param>
    /// <exception cref="InvalidDataException">A value has a wrong type or is refused by the record.</exception>
    public T Options<T>(T defaults)
    {
        var known = JsonNode.Parse(OptionsJson.Serialize(defaults))!.AsObject();
        var chosen = new JsonObject();
        foreach ((string key, JsonNode? value) in values.Where(entry => known.ContainsKey(entry.Key)))
        {
            read.Add(key);
            chosen.Add(key, value?.DeepClone());
        }

        try
        {
            return OptionsJson.Deserialize<T>(chosen.ToJsonString(), "configuration");
        }
        catch (InvalidDataException exception)
        {
            // The position is that in the chosen keys, not in the file.
            string fault = exception.Message[(exception.Message.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            throw new InvalidDataException($"{source}, configuration: {fault}", exception);
        }
    }

    /// <summary>The keys that the computation did not read.</summary>
    public IEnumerable<string> Unread() => values.Select(entry => entry.Key)
        .Where(key => !read.Contains(key))
        .Select(key => prefix + key)
        .Concat(sections.Values.SelectMany(section => section.Unread()));
}
