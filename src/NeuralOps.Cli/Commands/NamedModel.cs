using System.Text.Json.Nodes;
using NeuralOps.Core;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>A model in evaluation mode that the commands <c>run</c> and <c>export</c> know by name.</summary>
/// <param name="Module">The model, [B, C_in, H, W] → [B, C_out, H, W], of an FNO with its own axes of space.</param>
/// <param name="InputChannels">Meaning of each input channel.</param>
/// <param name="OutputChannels">Meaning of each output channel.</param>
/// <param name="Options">Its options.</param>
internal sealed record NamedModel(
    nn.Module<Tensor, Tensor> Module,
    IReadOnlyList<string> InputChannels,
    IReadOnlyList<string> OutputChannels,
    JsonNode Options) : IDisposable
{
    // The one place where a name selects a model of fields; NamedRecurrence has those of models over time.
    private static readonly Dictionary<string, Func<string?, string, NamedModel>> All = new()
    {
        ["unet"] = LoadUnet,
        ["fluid"] = LoadFluid,
        ["fno"] = LoadOperator<FnoOptions>(options => (new Fno(options), options.InChannels, options.OutChannels)),
        ["afno"] = LoadOperator<AfnoOptions>(options => (new Afno(options), options.InChannels, options.OutChannels)),
        ["uafno"] = LoadOperator<UAfnoOptions>(CreateUAfno),
    };

    private static readonly Dictionary<string, UnetOptions> UnetPresets = new()
    {
        ["small"] = UnetOptions.Small,
        ["small-medium"] = UnetOptions.SmallMedium,
        ["medium"] = UnetOptions.Medium,
        ["large"] = UnetOptions.Large,
    };

    /// <summary>The normalisation that belongs to the model, by field.</summary>
    public IReadOnlyDictionary<string, double> Normalization { get; init; } = new Dictionary<string, double>();

    /// <summary>Loads a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="configuration">A preset or a YAML file; null where the weights say what they are.</param>
    /// <param name="weights">A file of weights, or the folder of a run.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static NamedModel Load(string name, string? configuration, string weights)
    {
        if (!All.TryGetValue(name, out var load))
        {
            throw new ArgumentException(
                $"Expected one of the models {string.Join(", ", All.Keys.Concat(NamedRecurrence.Names))}, "
                + $"got '{name}'.");
        }

        if (!Path.Exists(weights))
        {
            throw new FileNotFoundException($"{weights}: expected weights of the model '{name}', found no such file.");
        }

        return load(configuration, weights);
    }

    /// <inheritdoc/>
    public void Dispose() => Module.Dispose();

    private static NamedModel LoadUnet(string? configuration, string weights)
    {
        var options = configuration switch
        {
            null => StoredOptions(weights),
            _ when UnetPresets.TryGetValue(configuration, out var preset) => preset,
            _ when File.Exists(configuration) => OptionsFile.Load<UnetOptions>(configuration),
            _ => throw new FileNotFoundException(
                $"{configuration}: expected a YAML file or one of the presets {string.Join(", ", UnetPresets.Keys)}, "
                + "found neither."),
        };
        var model = new Unet(options);
        Weights.Load(model, weights);
        model.eval();
        bool isFluid = (options.InChannels, options.OutChannels)
            == (FluidModel.InputChannels.Count, FluidModel.OutputChannels.Count);
        return new NamedModel(
            model,
            isFluid ? FluidModel.InputChannels : Numbered("input", options.InChannels),
            isFluid ? FluidModel.OutputChannels : Numbered("output", options.OutChannels),
            JsonNode.Parse(OptionsJson.Serialize(options))!);
    }

    private static UnetOptions StoredOptions(string weights) =>
        Path.GetExtension(weights) == ".safetensors"
        && SafetensorsFile.ReadMetadata(weights).TryGetValue("model", out string? json)
            ? OptionsJson.Deserialize<UnetOptions>(json, $"{weights} (model)")
            : throw new ArgumentException(
                $"Expected --config with a preset ({string.Join(", ", UnetPresets.Keys)}) or a YAML file, because "
                + $"'{weights}' does not say which network it holds.");

    private static NamedModel LoadFluid(string? configuration, string weights)
    {
        if (configuration is not null)
        {
            throw new ArgumentException(
                $"Expected no --config for the model 'fluid', whose weights say what they are, got '{configuration}'.");
        }

        var model = FluidModel.Load(weights);
        return new NamedModel(model.Stepper, FluidModel.InputChannels, FluidModel.OutputChannels, model.ToJson())
        {
            Normalization = model.Normalization(),
        };
    }

    private static (nn.Module<Tensor, Tensor> Module, int InChannels, int OutChannels) CreateUAfno(
        UAfnoOptions options) =>
        options.Conditioning is null
            ? (new UAfno(options), options.InChannels, options.OutChannels)
            : throw new ArgumentException(
                "Expected a U-AFNO that sees the state alone, got one that is conditioned on parameters.");

    // A model whose options stand in a YAML file or in the weights' metadata.
    private static Func<string?, string, NamedModel> LoadOperator<T>(
        Func<T, (nn.Module<Tensor, Tensor> Module, int InChannels, int OutChannels)> create) =>
        (configuration, weights) =>
        {
            var options = configuration is null ? Stored<T>(weights) : OptionsFile.Load<T>(configuration);
            var (module, inChannels, outChannels) = create(options);
            Weights.Load(module, weights);
            module.eval();
            return new NamedModel(
                module,
                Numbered("input", inChannels),
                Numbered("output", outChannels),
                JsonNode.Parse(OptionsJson.Serialize(options))!);
        };

    private static T Stored<T>(string weights) =>
        Path.GetExtension(weights) == ".safetensors"
        && SafetensorsFile.ReadMetadata(weights).TryGetValue("model", out string? json)
            ? OptionsJson.Deserialize<T>(json, $"{weights} (model)")
            : throw new ArgumentException(
                $"Expected --config with a YAML file, because '{weights}' does not say which network it holds.");

    private static string[] Numbered(string word, int count) =>
        [.. Enumerable.Range(0, count).Select(i => $"{word} {i}")];
}
