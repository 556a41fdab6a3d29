using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Models;
using NeuralOps.Rollout;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>
/// Trained operators on disk: <c>weights.safetensors</c> under the reference's names with its options in the header,
/// and <c>projector.safetensors</c> beside it where latents were aligned.
/// </summary>
internal static class AgentFile
{
    public const string WeightsName = "weights.safetensors";
    public const string NoaKey = "noa";
    public const string RunKey = "run";
    private const string ProjectorName = "projector.safetensors";
    private const string ProjectorKey = "projector";
    private const string Operator = "operator.";

    /// <summary>Writes what was trained, with the run that trained it.</summary>
    public static void Save(AgentModule module, AgentOptions options, string folder)
    {
        Dictionary<string, string> texts = Describe(module);
        texts[RunKey] = OptionsJson.Serialize(options);
        Weights.Save(module.Noa, Path.Combine(folder, WeightsName), texts);
        if (module.Projector is { } projector)
        {
            Weights.Save(projector, Path.Combine(folder, ProjectorName), Describe(module));
        }
    }

    /// <summary>Takes what an earlier run left out of a folder.</summary>
    public static void Delete(string folder)
    {
        File.Delete(Path.Combine(folder, WeightsName));
        File.Delete(Path.Combine(folder, ProjectorName));
    }

    /// <summary>The run that trained an operator; null for a checkpoint of the reference.</summary>
    public static AgentOptions? RunOf(string path)
    {
        string file = FileOf(path);
        return Path.GetExtension(file) == ".safetensors"
            && SafetensorsFile.ReadMetadata(file).TryGetValue(RunKey, out string? json)
            ? OptionsJson.Deserialize<AgentOptions>(json, $"{file} ({RunKey})")
            : null;
    }

    /// <summary>The header texts that make weights self-describing.</summary>
    public static Dictionary<string, string> Describe(AgentModule module)
    {
        var texts = new Dictionary<string, string> { [NoaKey] = OptionsJson.Serialize(module.Noa.Options) };
        if (module.Projector is { } projector)
        {
            texts[ProjectorKey] = FormattableString.Invariant($"[{projector.Channels},{projector.LatentDim}]");
        }

        return texts;
    }

    /// <summary>Reads a run's folder, its weights, one of its checkpoints, or a checkpoint of the reference
    /// (<c>.pt</c>); in evaluation mode.</summary>
    public static AgentModule Load(string path)
    {
        string file = FileOf(path);
        AgentModule module = Path.GetExtension(file) == ".safetensors" ? LoadOwn(file) : LoadReference(file);
        module.eval();
        return module;
    }

    private static string FileOf(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, WeightsName) : path;
        return File.Exists(file)
            ? file
            : throw new FileNotFoundException(
                $"{path}: expected a trained operator or the folder of one, found none.");
    }

    private static AgentModule LoadOwn(string file)
    {
        IReadOnlyDictionary<string, string> texts = SafetensorsFile.ReadMetadata(file);
        if (!texts.TryGetValue(NoaKey, out string? json))
        {
            throw new InvalidDataException(
                $"{file}: expected the header of an operator with '{NoaKey}', found "
                + $"{(texts.Count == 0 ? "none" : string.Join(", ", texts.Keys.Order(StringComparer.Ordinal)))}.");
        }

        LatentProjector? projector = null;
        if (texts.TryGetValue(ProjectorKey, out string? sizes))
        {
            long[] parts = OptionsJson.Deserialize<long[]>(sizes, $"{file} ({ProjectorKey})");
            projector = new LatentProjector(parts[0], parts[1]);
        }

        var module = new AgentModule(new NoaBackbone(OptionsJson.Deserialize<NoaOptions>(json, file)), projector);
        bool isCheckpoint = !SafetensorsFile.ReadNames(file).Any(
            name => name.StartsWith(Operator, StringComparison.Ordinal));
        if (isCheckpoint)
        {
            Weights.Load(module, file);
            return module;
        }

        Weights.Load(module.Noa, file);
        if (projector is not null)
        {
            Weights.Load(projector, Path.Combine(Path.GetDirectoryName(file)!, ProjectorName));
        }

        return module;
    }

    private static AgentModule LoadReference(string file)
    {
        using PytorchCheckpoint checkpoint = PytorchCheckpoint.Read(file);
        var module = new AgentModule(new NoaBackbone(new NoaOptions { Operator = Layout(checkpoint, file) }), null);
        Weights.Load(module.Noa, checkpoint.Model);
        return module;
    }

    private static UAfnoOptions Layout(PytorchCheckpoint checkpoint, string file)
    {
        return new UAfnoOptions
        {
            BaseChannels = Number("base_channels"),
            EncoderLevels = Number("encoder_levels"),
            Modes = Number("modes"),
            AfnoBlocks = Number("afno_blocks"),
        };

        int Number(string name) => checkpoint.Config.TryGetValue(name, out string? text)
            && int.TryParse(text, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new InvalidDataException(
                $"{file}: expected 'config' with base_channels, encoder_levels, modes and afno_blocks, found no "
                + $"'{name}'.");
    }
}
