using System.Text.Json;
using System.Text.Json.Nodes;
using NeuralOps.Data;

namespace NeuralOps.Cli;

/// <summary>
/// One fixture: <c>case.json</c> (model, configuration, tolerances), <c>io.npz</c> (inputs and expected arrays) and,
/// where the case has parameters, <c>weights.safetensors</c>.
/// </summary>
internal sealed class CaseFolder : IDisposable
{
    private readonly JsonObject root;

    private CaseFolder(string path, JsonObject root)
    {
        this.root = root;
        Path = path;
        Configuration = new CaseConfiguration(Section("configuration"), CaseFile);
        Tolerance = new CaseTolerance(Section("tolerance"), CaseFile);
        Arrays = NpzArchive.Open(FilePath("io.npz"));
    }

    /// <summary>The folder as given.</summary>
    public string Path { get; }

    /// <summary>The fixture's number, e.g. <c>G0.1</c>.</summary>
    public string Id => Text("id");

    /// <summary>What the fixture covers.</summary>
    public string Title => Text("title");

    /// <summary>The name that selects the computation.</summary>
    public string Model => Text("model");

    /// <summary><c>eval</c>, <c>train</c>, or what the case says of itself.</summary>
    public string Mode => Text("mode");

    /// <summary>The element type of the arrays without the prefix <c>f64/</c>.</summary>
    public string Dtype => Text("dtype");

    /// <summary>Sizes and options of the computation.</summary>
    public CaseConfiguration Configuration { get; }

    /// <summary>The limits of the case.</summary>
    public CaseTolerance Tolerance { get; }

    /// <summary>Inputs and expected arrays.</summary>
    public NpzArchive Arrays { get; }

    /// <summary>The path of the state dictionary.</summary>
    public string WeightsPath => FilePath("weights.safetensors");

    private string CaseFile => FilePath("case.json");

    /// <summary>Opens a fixture.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file of the case is damaged.</exception>
    public static CaseFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(
                $"{path}: expected a case folder with case.json and io.npz, found none.");
        }

        string file = System.IO.Path.Combine(path, "case.json");
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) is JsonObject root
                ? new CaseFolder(path, root)
                : throw new InvalidDataException($"{file}: expected a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{file}: not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>The path of a file of the case.</summary>
    public string FilePath(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The files that the case lists, or those with checksums.</summary>
    public IReadOnlyDictionary<string, string> Checksums() => root["sha256"] is JsonObject sums
        ? sums.ToDictionary(sum => sum.Key, sum => sum.Value!.GetValue<string>())
        : new Dictionary<string, string>();

    /// <inheritdoc/>
    public void Dispose() => Arrays.Dispose();

    private string Text(string key) => root[key] is JsonValue value && value.TryGetValue(out string? text)
        ? text
        : throw new InvalidDataException($"{CaseFile}: expected a string '{key}'.");

    private JsonObject Section(string key) => root[key] as JsonObject
        ?? throw new InvalidDataException($"{CaseFile}: expected an object '{key}'.");
}
