using System.Globalization;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>
/// A training checkpoint of a PyTorch script: a dictionary with <c>model_state_dict</c>, <c>optimizer_state_dict</c>,
/// <c>scheduler_state_dict</c>, <c>epoch</c>, <c>global_step</c>, <c>history</c>, <c>best_val_loss</c>,
/// <c>alignment_state</c>, <c>config</c> and <c>args</c>, all but the first optional. Nothing in the file runs.
/// </summary>
public sealed class PytorchCheckpoint : IDisposable
{
    private const string ModelKey = "model_state_dict";

    private readonly string path;

    private PytorchCheckpoint(string path, OrderedDictionary<object, object?> root)
    {
        this.path = path;
        Model = Tensors(Dictionary(root, ModelKey)
            ?? throw Misfit($"expected a dictionary '{ModelKey}', found {Names(root)}"));
        Alignment = Dictionary(root, "alignment_state") is { } alignment ? Tensors(alignment) : null;
        Optimizer = Dictionary(root, "optimizer_state_dict") is { } optimizer
            ? PytorchOptimizerState.Read(optimizer, Misfit)
            : null;
        SchedulerStep = Dictionary(root, "scheduler_state_dict") is { } scheduler
            ? Number(scheduler, "last_epoch") is { } last ? (long)last : null
            : null;
        Epoch = Number(root, "epoch") is { } epoch ? (int)epoch : null;
        GlobalStep = Number(root, "global_step") is { } step ? (long)step : null;
        BestValidationLoss = Number(root, "best_val_loss");
        var history = Dictionary(root, "history");
        TrainingLosses = history is null ? [] : Numbers(history, "train_loss");
        ValidationLosses = history is null ? [] : Numbers(history, "val_loss");
        Config = Texts(root, "config");
        Arguments = Texts(root, "args");
    }

    /// <summary>The weights by name, in the file's order.</summary>
    public IReadOnlyDictionary<string, Tensor> Model { get; }

    /// <summary>The tensors of <c>alignment_state</c>, names of nested dictionaries joined by dots; null where absent
    /// (files from before it was saved, or runs without a projector).</summary>
    public IReadOnlyDictionary<string, Tensor>? Alignment { get; }

    /// <summary>The number of updates that the schedule has seen; null where absent.</summary>
    public long? SchedulerStep { get; }

    /// <summary>The epoch under way or just ended, from 0; null where absent.</summary>
    public int? Epoch { get; }

    /// <summary>The number of batches trained in all; null where absent.</summary>
    public long? GlobalStep { get; }

    /// <summary>The best validation loss; null where absent.</summary>
    public double? BestValidationLoss { get; }

    /// <summary>The mean training loss of each ended epoch; empty where absent.</summary>
    public IReadOnlyList<double> TrainingLosses { get; }

    /// <summary>The validation loss of each ended epoch; empty where absent.</summary>
    public IReadOnlyList<double> ValidationLosses { get; }

    /// <summary>The model's options, as texts.</summary>
    public IReadOnlyDictionary<string, string> Config { get; }

    /// <summary>The arguments of the training script, as texts.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; }

    internal PytorchOptimizerState? Optimizer { get; }

    /// <summary>The number N in a name <c>step_N.pt</c>.</summary>
    internal long? StepInName => NumberInName("step");

    /// <summary>The number N in a name <c>epoch_N.pt</c>: how many epochs had ended.</summary>
    internal long? EpochsInName => NumberInName("epoch");

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file, <c>.pt</c> or <c>.pth</c>.</param>
    /// <exception cref="InvalidDataException">The file is broken or has no weights.</exception>
    public static PytorchCheckpoint Read(string path)
    {
        using var scope = NewDisposeScope();
        return PytorchFile.Read(path) is OrderedDictionary<object, object?> root
            ? new PytorchCheckpoint(path, root)
            : throw new InvalidDataException($"{path}: expected a dictionary with '{ModelKey}', found another value.");
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        var all = Model.Values.Concat(Alignment?.Values ?? []).Concat(Optimizer?.Tensors ?? []);
        foreach (var tensor in all)
        {
            tensor.Dispose();
        }
    }

    internal InvalidDataException Misfit(string message) => new($"{path}: {message}.");

    private long? NumberInName(string kind) =>
        Path.GetFileNameWithoutExtension(path).Split('_') is [var word, var number] && word == kind
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    private static Dictionary<string, Tensor> Tensors(OrderedDictionary<object, object?> entries)
    {
        var tensors = new Dictionary<string, Tensor>();
        Add("", entries, tensors);
        return tensors;
    }

    private static void Add(
        string prefix, OrderedDictionary<object, object?> entries, Dictionary<string, Tensor> tensors)
    {
        foreach ((object key, object? value) in entries)
        {
            switch (value)
            {
                case Tensor tensor:
                    tensors[$"{prefix}{key}"] = tensor.DetachFromDisposeScope();
                    break;
                case OrderedDictionary<object, object?> inner:
                    Add($"{prefix}{key}.", inner, tensors);
                    break;
            }
        }
    }

    private static OrderedDictionary<object, object?>? Dictionary(
        OrderedDictionary<object, object?> entries, string key) =>
        entries.GetValueOrDefault(key) as OrderedDictionary<object, object?>;

    private static double? Number(OrderedDictionary<object, object?> entries, string key) =>
        entries.GetValueOrDefault(key) switch
        {
            long whole => whole,
            double number => number,
            Tensor { NumberOfElements: 1 } scalar => scalar.to(ScalarType.Float64).item<double>(),
            _ => null,
        };

    private static double[] Numbers(OrderedDictionary<object, object?> entries, string key) =>
        entries.GetValueOrDefault(key) is List<object?> list
            ? [.. list.Select(item => item is IConvertible value ? value.ToDouble(null) : double.NaN)]
            : [];

    // A script's arguments are a dictionary or an argparse.Namespace.
    private static Dictionary<string, string> Texts(OrderedDictionary<object, object?> root, string key)
    {
        var entries = root.GetValueOrDefault(key) switch
        {
            OrderedDictionary<object, object?> dictionary => dictionary.Select(
                entry => KeyValuePair.Create($"{entry.Key}", entry.Value)),
            PytorchObject unknown => unknown.Attributes,
            _ => [],
        };
        return entries.ToDictionary(
            entry => entry.Key, entry => Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? "");
    }

    private static string Names(OrderedDictionary<object, object?> root) =>
        root.Count == 0 ? "an empty one" : string.Join(", ", root.Keys.Select(key => $"'{key}'"));
}
