using System.Text.Json.Nodes;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Rollout;

namespace NeuralOps.Cli;

/// <summary>
/// A fluid stepper with the scales of its fields: all that a rollout needs. Weights carry both in their header.
/// </summary>
/// <param name="Stepper">The step, in evaluation mode after loading.</param>
/// <param name="Scales">What density and velocities are divided by.</param>
public sealed record FluidModel(FluidStepper Stepper, FieldScales Scales) : IDisposable
{
    /// <summary>The name of a run's final weights.</summary>
    public const string WeightsName = "weights.safetensors";

    private const string NetworkKey = "model";
    private const string StepperKey = "stepper";
    private const string ScalesKey = "scales";

    /// <summary>Meaning of the channels of a step's input.</summary>
    public static IReadOnlyList<string> InputChannels { get; } =
        ["density", "velx", "velz", "previous density", "emitter", "collider"];

    /// <summary>Meaning of the channels of a step's output.</summary>
    public static IReadOnlyList<string> OutputChannels { get; } = ["density", "velx", "velz"];

    /// <summary>Reads a model from weights, from a checkpoint or from a run's folder.</summary>
    /// <param name="path">A <c>.safetensors</c> file that a run wrote, or the folder of a run.</param>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder holds no weights.</exception>
    /// <exception cref="InvalidDataException">The file does not say which model it holds.</exception>
    public static FluidModel Load(string path)
    {
        string file = Directory.Exists(path) ? FileIn(path) : path;
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"{file}: expected weights of a fluid model, found no such file.");
        }

        IReadOnlyDictionary<string, string> texts = SafetensorsFile.ReadMetadata(file);
        FluidStepper stepper = FluidStepper.Create(
            Read<UnetOptions>(NetworkKey), Read<FluidStepperOptions>(StepperKey));
        Weights.Load(stepper.Network, file);
        stepper.eval();
        return new FluidModel(stepper, Read<FieldScales>(ScalesKey));

        T Read<T>(string key) => texts.TryGetValue(key, out string? json)
            ? OptionsJson.Deserialize<T>(json, $"{file} ({key})")
            : throw new InvalidDataException(
                $"{file}: expected the header of a fluid model with '{NetworkKey}', '{StepperKey}' and '{ScalesKey}', "
                + $"found no '{key}'.");
    }

    /// <summary>Writes the weights under the reference's names, with model, stepper and scales in the header.</summary>
    /// <param name="path">A file with the ending <c>.safetensors</c>.</param>
    public void Save(string path) => Weights.Save(Stepper.Network, path, Describe());

    /// <summary>The header texts that make weights self-describing.</summary>
    public Dictionary<string, string> Describe() => new()
    {
        [NetworkKey] = OptionsJson.Serialize(Stepper.Network.Options),
        [StepperKey] = OptionsJson.Serialize(Stepper.Options),
        [ScalesKey] = OptionsJson.Serialize(Scales),
    };

    /// <summary>The header texts as one JSON object.</summary>
    public JsonObject ToJson() =>
        new(Describe().Select(text => KeyValuePair.Create(text.Key, JsonNode.Parse(text.Value))));

    /// <summary>The divisor of each output channel.</summary>
    public Dictionary<string, double> Normalization() => new()
    {
        [OutputChannels[0]] = Scales.Density,
        [OutputChannels[1]] = Scales.VelX,
        [OutputChannels[2]] = Scales.VelZ,
    };

    /// <inheritdoc/>
    public void Dispose() => Stepper.Dispose();

    private static string FileIn(string folder)
    {
        string weights = Path.Combine(folder, WeightsName);
        return File.Exists(weights)
            ? weights
            : CheckpointFiles.PathOf(Path.Combine(folder, "checkpoints"), CheckpointFiles.Best);
    }
}
