using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>The texts in a checkpoint's header: format, the trainer's options, its state, and what identifies the
/// run.</summary>
internal sealed record CheckpointMetadata(
    string Options, TrainerState State, IReadOnlyDictionary<string, string> Identity)
{
    private const string Format = "neuralops-checkpoint-1";
    private const string FormatKey = "format";
    private const string OptionsKey = "trainer";
    private const string StateKey = "state";
    private const int MaxListed = 10;

    public static Dictionary<string, string> Texts(
        TrainerOptions options, TrainerState state, IReadOnlyDictionary<string, string> identity) => new(identity)
        {
            [FormatKey] = Format,
            [OptionsKey] = OptionsJson.Serialize(options.Determining()),
            [StateKey] = OptionsJson.Serialize(state),
        };

    public static CheckpointMetadata Read(string path, IReadOnlyDictionary<string, string> texts)
    {
        string? format = texts.GetValueOrDefault(FormatKey);
        if (format != Format || !texts.ContainsKey(OptionsKey) || !texts.ContainsKey(StateKey))
        {
            throw new InvalidDataException(
                $"{path}: expected a checkpoint of format '{Format}', "
                + $"found {(format is null ? "weights without a format" : $"'{format}'")}.");
        }

        var identity = texts.Where(entry => entry.Key is not (FormatKey or OptionsKey or StateKey)).ToDictionary();
        return new CheckpointMetadata(
            texts[OptionsKey],
            OptionsJson.Deserialize<TrainerState>(texts[StateKey], $"{path} ({StateKey})"),
            identity);
    }

    public static InvalidDataException Refusal(string path, IReadOnlyList<string> differences)
    {
        string more = differences.Count > MaxListed ? $"; and {differences.Count - MaxListed} more" : "";
        return new InvalidDataException(
            $"{path}: not a checkpoint of this run: {string.Join("; ", differences.Take(MaxListed))}{more}.");
    }

    public void RequireSame(string path, TrainerOptions options, IReadOnlyDictionary<string, string> identity)
    {
        List<string> differences = [.. Differences(OptionsKey, OptionsJson.Serialize(options.Determining()), Options)];
        foreach (string name in identity.Keys.Union(Identity.Keys).Order(StringComparer.Ordinal))
        {
            differences.AddRange(
                Differences(name, identity.GetValueOrDefault(name, ""), Identity.GetValueOrDefault(name, "")));
        }

        if (differences.Count > 0)
        {
            throw Refusal(path, differences);
        }
    }

    private static IEnumerable<string> Differences(string name, string expected, string found)
    {
        var left = JsonTexts.Flatten(expected);
        var right = JsonTexts.Flatten(found);
        return left.Keys.Union(right.Keys)
            .Where(key => left.GetValueOrDefault(key) != right.GetValueOrDefault(key))
            .Select(key => $"'{(key.Length == 0 ? name : $"{name}.{key}")}' "
                + $"expected {Text(left, key)}, found {Text(right, key)}");
    }

    private static string Text(Dictionary<string, string> texts, string key) =>
        texts.TryGetValue(key, out string? text) && text.Length > 0 ? text : "nothing";
}
