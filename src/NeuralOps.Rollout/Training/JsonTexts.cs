using System.Text.Json;

namespace NeuralOps.Rollout;

/// <summary>JSON as a flat list of texts by dotted path; text that is no JSON object is one entry without a
/// name.</summary>
internal static class JsonTexts
{
    public static Dictionary<string, string> Flatten(string json)
    {
        var texts = new Dictionary<string, string>();
        try
        {
            using var document = JsonDocument.Parse(json);
            Add("", document.RootElement, texts);
        }
        catch (JsonException)
        {
            texts[""] = json; // a plain text identifies as well
        }

        return texts;
    }

    private static void Add(string path, JsonElement element, Dictionary<string, string> texts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Add(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value, texts);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                texts[path] = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
                break;
        }
    }
}
