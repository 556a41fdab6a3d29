using System.Text.Json.Nodes;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>A model over time in evaluation mode that the commands <c>run</c> and <c>export</c> know by name.</summary>
/// <param name="Module">The model, also an <see cref="IOnnxRecurrent"/>.</param>
/// <param name="Options">Its options.</param>
internal sealed record NamedRecurrence(nn.Module Module, JsonNode Options) : IDisposable
{
    private static readonly Dictionary<string, Func<string?, string, string, NamedRecurrence>> All = new()
    {
        ["mamba"] = Load<MambaOptions>(options => new Mamba(options)),
        ["s4"] = Load<S4Options>(options => new S4Layer(options)),
        ["temporal-consistency"] = Load<TemporalConsistencyOptions>(options => new TemporalConsistencySsm(options)),
        ["motion-ssm"] = Load<MotionSsmOptions>(options => new MotionSsm(options)),
        ["physics-ssm"] = Load<PhysicsSsmOptions>(options => new PhysicsSsm(options)),
        ["physics-motion"] = Load<PhysicsMotionOptions>(options => new PhysicsMotionModel(options)),
        ["text-to-motion"] = Load<TextToMotionOptions>(options => new TextToMotionSsm(options)),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The model's graphs.</summary>
    public IOnnxRecurrent Recurrent => (IOnnxRecurrent)Module;

    /// <summary>Loads a model of <see cref="Names"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="configuration">A YAML file; null where the weights say what they are.</param>
    /// <param name="weights">A file of weights.</param>
    public static NamedRecurrence Load(string name, string? configuration, string weights) =>
        Path.Exists(weights)
            ? All[name](configuration, weights, name)
            : throw new FileNotFoundException(
                $"{weights}: expected weights of the model '{name}', found no such file.");

    /// <summary>Whole sequences from zero states.</summary>
    /// <param name="inputs">As the inputs of <see cref="Recurrent"/>, [B, L, …].</param>
    public Tensor Run(Tensor[] inputs)
    {
        switch (Module)
        {
            case nn.Module<Tensor, Tensor> model:
                return model.call(inputs[0]);
            case nn.Module<Tensor, Tensor?, Tensor> model:
                return model.call(inputs[0], inputs.ElementAtOrDefault(1));
            default:
                var text = (TextToMotionSsm)Module;
                using (var state = text.Start(inputs[0].size(0)))
                {
                    return text.Continue(inputs[0], state);
                }
        }
    }

    /// <summary>The model on the arrays of an archive.</summary>
    /// <param name="archive">Tokens of a model of text, an array for each input where there are several, otherwise any
    /// arrays.</param>
    /// <param name="batch">Samples at once.</param>
    /// <exception cref="InvalidDataException">An array is missing.</exception>
    public IEnumerable<ArrayJob> Jobs(NpzArchive archive, int batch)
    {
        if (Module is TextToMotionSsm text)
        {
            var tokens = Read(archive, "tokens", ScalarType.Int64);
            return
            [
                ArrayJob.Of("motion", batch, parts => text.call(parts[0]).Motion, tokens),
                ArrayJob.Of("length", batch, parts => text.Encode(parts[0]).Length, tokens),
            ];
        }

        string[] names = [.. Recurrent.Inputs.Select(input => input.Name)];
        return names.Length == 1
            ? archive.Names.Select(name => ArrayJob.Of(name, batch, Run, Read(archive, name, ScalarType.Float32)))
            : [ArrayJob.Of(
                Recurrent.Output.Name, batch, Run,
                [.. names.Select(name => Read(archive, name, ScalarType.Float32))])];
    }

    /// <inheritdoc/>
    public void Dispose() => Module.Dispose();

    private static Tensor Read(NpzArchive archive, string name, ScalarType dtype) => archive.Names.Contains(name)
        ? FiniteArray.Read(archive, name, dtype)
        : throw new InvalidDataException(
            $"{archive.Path}: expected an array '{name}', found {string.Join(", ", archive.Names)}.");

    private static Func<string?, string, string, NamedRecurrence> Load<T>(Func<T, nn.Module> create) =>
        (configuration, weights, name) =>
        {
            var options = configuration is null ? Stored<T>(weights, name) : OptionsFile.Load<T>(configuration);
            var module = create(options);
            Core.Weights.Load(module, weights);
            module.eval();
            return new NamedRecurrence(module, JsonNode.Parse(OptionsJson.Serialize(options))!);
        };

    // Under the model's own name or, as of other models, under 'model'.
    private static T Stored<T>(string weights, string name)
    {
        string[] keys = [name.Replace('-', '_'), "model"];
        var metadata = Path.GetExtension(weights) == ".safetensors" ? SafetensorsFile.ReadMetadata(weights) : null;
        return keys.FirstOrDefault(key => metadata?.ContainsKey(key) == true) is { } found
            ? OptionsJson.Deserialize<T>(metadata![found], $"{weights} ({found})")
            : throw new ArgumentException(
                $"Expected --config with a YAML file, because '{weights}' does not say which '{name}' it holds.");
    }
}
