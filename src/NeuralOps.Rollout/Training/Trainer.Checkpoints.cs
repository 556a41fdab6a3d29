using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

public sealed partial class Trainer<TBatch>
{
    private const string ModelPrefix = "model.";
    private const string AveragePrefix = "ema.";
    private const string RandomPrefix = "random.";
    private const string CarriedState = "carry.state";
    private const string CarriedPosition = "carry.position";
    private const string DefaultGenerator = "torch";

    private (string Path, long Step)? lastSaved;

    // Tests put a failing disk here.
    internal Action<string, IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, string>> WriteFile
    {
        get;
        init;
    } = SafetensorsFile.Write;

    /// <summary>Continues from a checkpoint: model, optimiser, averages, random states and position are set to what
    /// they were.</summary>
    /// <param name="path">A checkpoint of the same model, options and <see cref="Identity"/>. The options that only set
    /// the run's end, its log and its checkpoints may differ.</param>
    /// <exception cref="InvalidDataException">The file is no checkpoint, or one of another model or options; the
    /// message names each difference and the trainer is unchanged.</exception>
    public void Resume(string path)
    {
        using var scope = NewDisposeScope();
        using var content = SafetensorsFile.Read(path);
        var metadata = CheckpointMetadata.Read(path, content.Metadata);
        metadata.RequireSame(path, options, Identity);
        RequireSameTensors(path, content.Tensors);
        using var quiet = no_grad();
        foreach ((string name, var target) in ModelTensors())
        {
            target.copy_(content.Tensors[name]);
        }

        OptimizerTensors.Restore(optimizer, names, content.Tensors);
        for (int i = 0; i < names.Length && average is not null; i++)
        {
            average.Values[i].copy_(content.Tensors[AveragePrefix + names[i]]);
        }

        RestoreRandom(content.Tensors);
        Carry?.Set(
            content.Tensors.GetValueOrDefault(CarriedState)?.to(parameters[0].device).clone(),
            (int)(content.Tensors.GetValueOrDefault(CarriedPosition)?.item<long>() ?? 0));
        RestoreState(metadata.State);
    }

    private void RestoreState(TrainerState state)
    {
        State = state with { EpochSums = new Dictionary<string, double>(), Streams = new Dictionary<string, string>() };
        epochSums.Clear();
        foreach ((string name, double sum) in state.EpochSums)
        {
            epochSums.Add(name, sum);
        }

        Streams.Clear();
        foreach ((string name, string stream) in state.Streams)
        {
            Streams.Add(name, RandomStream.FromState(stream));
        }
    }

    private void Save(string name)
    {
        if (CheckpointFolder is null)
        {
            return;
        }

        using var scope = NewDisposeScope();
        Directory.CreateDirectory(CheckpointFolder);
        var metadata = CheckpointMetadata.Texts(options, Snapshot(), Identity);
        string path = CheckpointFiles.PathOf(CheckpointFolder, name);
        WriteFile(path, Tensors(), metadata);
        if (name == CheckpointFiles.Best)
        {
            return;
        }

        lastSaved = (path, State.Step);
        if (options.KeepLast > 0)
        {
            CheckpointFiles.Prune(CheckpointFolder, options.KeepLast, path);
        }
    }

    private string? SaveLast()
    {
        if (CheckpointFolder is not null && !(lastSaved is { } saved && saved.Step == State.Step))
        {
            Save(State.Batch == 0 && State.Epoch > 0 ? $"epoch-{State.Epoch}" : $"step-{State.Step}");
        }

        return lastSaved?.Path;
    }

    private TrainerState Snapshot() => State with
    {
        EpochSums = new Dictionary<string, double>(epochSums),
        Streams = Streams.ToDictionary(entry => entry.Key, entry => entry.Value.State),
    };

    private Dictionary<string, Tensor> Tensors()
    {
        var tensors = ModelTensors();
        OptimizerTensors.Collect(optimizer, names, tensors);
        for (int i = 0; i < names.Length && average is not null; i++)
        {
            tensors.Add(AveragePrefix + names[i], average.Values[i]);
        }

        foreach ((string name, var state) in RandomStates())
        {
            tensors.Add(name, state);
        }

        if (Carry?.State is { } carried)
        {
            tensors.Add(CarriedState, carried);
            tensors.Add(CarriedPosition, tensor((long)Carry.Position));
        }

        return tensors;
    }

    private Dictionary<string, Tensor> ModelTensors() =>
        model.state_dict().ToDictionary(entry => ModelPrefix + entry.Key, entry => entry.Value);

    private Dictionary<string, Tensor> RandomStates()
    {
        var states = Generators.ToDictionary(entry => RandomPrefix + entry.Key, entry => entry.Value.get_state());
        states.Add(RandomPrefix + DefaultGenerator, get_rng_state());
        return states;
    }

    private void RestoreRandom(IReadOnlyDictionary<string, Tensor> tensors)
    {
        set_rng_state(tensors[RandomPrefix + DefaultGenerator]);
        foreach ((string name, var generator) in Generators)
        {
            generator.set_state(tensors[RandomPrefix + name]);
        }
    }

    // An optimiser may hold less at its start than later (momentum), so its part is only asked for what this one has. A
    // carried state is there inside a horizon only, and its shape is the batch's.
    private void RequireSameTensors(string path, IReadOnlyDictionary<string, Tensor> found)
    {
        var expected = Tensors();
        expected.Remove(CarriedState);
        expected.Remove(CarriedPosition);
        string[] faults =
        [
            .. expected.Where(entry => !found.ContainsKey(entry.Key)).Select(entry => $"missing '{entry.Key}'"),
            .. found.Keys.Where(name => !expected.ContainsKey(name))
                .Where(name => !name.StartsWith(OptimizerTensors.Prefix, StringComparison.Ordinal))
                .Where(name => Carry is null || name is not (CarriedState or CarriedPosition))
                .Select(name => $"unexpected '{name}'"),
            .. expected.Where(entry => found.TryGetValue(entry.Key, out var other)
                    && !(other.dtype == entry.Value.dtype && other.shape.AsSpan().SequenceEqual(entry.Value.shape)))
                .Select(entry => $"'{entry.Key}' expected {Describe(entry.Value)}, found {Describe(found[entry.Key])}"),
        ];
        if (faults.Length > 0)
        {
            throw CheckpointMetadata.Refusal(path, faults);
        }

        static string Describe(Tensor tensor) => $"{tensor.dtype} {Shape.Format(tensor.shape)}";
    }
}
