using System.Globalization;
using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>Brings the parts of a PyTorch checkpoint to the names and shapes of a trained module, and notes what is not
/// there.</summary>
internal sealed class PytorchImport
{
    private const string ActiveMark = "[active]";

    private readonly PytorchCheckpoint file;
    private readonly string modelPrefix;
    private readonly string? alignmentPrefix;
    private readonly List<string> warnings;

    public PytorchImport(
        PytorchCheckpoint file, string modelPrefix, string? alignmentPrefix, List<string> warnings)
    {
        (this.file, this.modelPrefix, this.alignmentPrefix, this.warnings) =
            (file, modelPrefix, alignmentPrefix, warnings);
        double[] losses = [.. file.ValidationLosses];
        double? least = losses.Any(double.IsFinite) ? losses.Where(double.IsFinite).Min() : null;
        Best = file.BestValidationLoss is { } best && double.IsFinite(best) ? best : least;
        BestEpoch = least is { } value ? Array.IndexOf(losses, value) : 0;
        BadValidations = least is null ? 0 : losses.Length - 1 - BestEpoch;
        if (file.TrainingLosses.Count == 0 && losses.Length == 0)
        {
            warnings.Add("The file has no 'history': it begins empty.");
        }

        if (Best is null)
        {
            warnings.Add("The file has no 'best_val_loss': the next validation is the best.");
        }
    }

    public double? Best { get; }

    public int BestEpoch { get; }

    public int BadValidations { get; }

    /// <summary>The ended epochs; their steps and rates are not in the file.</summary>
    public IReadOnlyList<EpochRecord> History() =>
    [
        .. Enumerable.Range(0, Math.Max(file.TrainingLosses.Count, file.ValidationLosses.Count)).Select(
            epoch => new EpochRecord
            {
                Epoch = epoch,
                Training = Total(file.TrainingLosses, epoch),
                Validation = Total(file.ValidationLosses, epoch),
            }),
    ];

    /// <summary>All weights of the trained module: those of the file, and its own where the file has none to
    /// give.</summary>
    public Dictionary<string, Tensor> Weights(IReadOnlyDictionary<string, Tensor> own)
    {
        var weights = file.Model.ToDictionary(entry => modelPrefix + entry.Key, entry => entry.Value);
        foreach ((string name, var tensor) in own)
        {
            if (IsAligned(name))
            {
                weights[name] = Aligned(name) ?? tensor;
            }
            else if (!name.StartsWith(modelPrefix, StringComparison.Ordinal))
            {
                weights[name] = tensor;
            }
        }

        if (alignmentPrefix is not null && file.Alignment is null)
        {
            warnings.Add(
                $"The file has no 'alignment_state': the weights under '{alignmentPrefix}' begin anew, so the latent "
                + "loss does not continue the earlier one.");
        }
        else if (alignmentPrefix is null && file.Alignment is { Count: > 0 } unused)
        {
            warnings.Add($"The {unused.Count} tensors of 'alignment_state' are not used.");
        }

        return weights;
    }

    /// <summary>The optimiser's tensors by our names: those of the file by the order of its parameters, and the present
    /// ones where it has none.</summary>
    public Dictionary<string, Tensor> Moments(
        nn.Module model, IReadOnlyList<string> names, IReadOnlyList<Parameter> leaves,
        Dictionary<string, Tensor> present, DescentOptions options)
    {
        if (file.Optimizer is not { } optimizer)
        {
            warnings.Add("The file has no 'optimizer_state_dict': the optimiser begins anew.");
            return present;
        }

        var parameters = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        string[] order = [.. file.Model.Keys.Select(name => modelPrefix + name).Where(parameters.ContainsKey)];
        if (order.Length != optimizer.Parameters)
        {
            throw file.Misfit(
                $"expected optimiser state for {order.Length} parameters, found {optimizer.Parameters}");
        }

        Compare(options, optimizer.Constants);
        List<string> absent = [];
        for (int i = 0; i < names.Count; i++)
        {
            string whole = names[i].Replace(ActiveMark, "", StringComparison.Ordinal);
            int position = Array.IndexOf(order, whole);
            if (position < 0 || !optimizer.States.TryGetValue(position, out var state))
            {
                absent.Add(names[i]);
                continue;
            }

            Take(names[i], state, parameters[whole], leaves[i], present);
        }

        if (absent.Count > 0)
        {
            warnings.Add(
                $"The file has no optimiser state for {absent.Count} parameters ({string.Join(", ", absent.Take(3))}"
                + $"{(absent.Count > 3 ? ", …" : "")}): theirs begins anew.");
        }

        return present;
    }

    private void Take(
        string name, Dictionary<string, Tensor> state, Tensor parameter, Tensor leaf,
        Dictionary<string, Tensor> into)
    {
        string prefix = $"{OptimizerTensors.Prefix}{name}.";
        string[] fields =
        [
            .. into.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(key => key[prefix.Length..]),
            .. state.Keys.Where(field => field == "momentum_buffer"),
        ];
        foreach (string field in fields.Distinct())
        {
            var found = state.GetValueOrDefault(field) ?? throw file.Misfit(
                $"expected '{field}' in the optimiser state of '{name}', found {string.Join(", ", state.Keys)}");
            into[prefix + field] = field == "step" ? found : Block(name, found, parameter, leaf);
        }
    }

    // The part of a whole moment that belongs to a leaf: the leaf is a view of the parameter's memory.
    private Tensor Block(string name, Tensor moment, Tensor parameter, Tensor leaf) =>
        moment.shape.AsSpan().SequenceEqual(parameter.shape)
            ? moment.contiguous().as_strided(
                leaf.shape, leaf.stride(), leaf.storage_offset() - parameter.storage_offset())
            : throw file.Misfit(
                $"expected optimiser state of shape {Shape.Format(parameter.shape)} for '{name}', "
                + $"found {Shape.Format(moment.shape)}");

    private void Compare(DescentOptions options, IReadOnlyDictionary<string, string> constants)
    {
        string rate = constants.ContainsKey("initial_lr") ? "initial_lr" : "lr";
        foreach ((string name, double ours) in ((string, double)[])
            [(rate, options.LearningRate), ("weight_decay", options.WeightDecay), ("eps", options.Epsilon)])
        {
            if (constants.TryGetValue(name, out string? text)
                && double.TryParse(text, CultureInfo.InvariantCulture, out double theirs) && theirs != ours)
            {
                warnings.Add(FormattableString.Invariant(
                    $"The file's optimiser has '{name}' {theirs}: ours, {ours}, is used."));
            }
        }

        string betas = FormattableString.Invariant($"{options.Beta1}, {options.Beta2}");
        if (options.Kind != OptimizerKind.Sgd && constants.GetValueOrDefault("betas", betas) is var found
            && found != betas)
        {
            warnings.Add($"The file's optimiser has 'betas' {found}: ours, {betas}, are used.");
        }
    }

    private bool IsAligned(string name) =>
        alignmentPrefix is not null && name.StartsWith(alignmentPrefix, StringComparison.Ordinal);

    private Tensor? Aligned(string name)
    {
        if (file.Alignment is null)
        {
            return null;
        }

        string end = name[alignmentPrefix!.Length..];
        string[] matches = [.. file.Alignment.Keys.Where(
            key => key == end || key.EndsWith("." + end, StringComparison.Ordinal))];
        return matches is [var match]
            ? file.Alignment[match]
            : throw file.Misfit(
                $"expected one tensor '{end}' in 'alignment_state', found {matches.Length} among "
                + $"{string.Join(", ", file.Alignment.Keys.Take(5))}");
    }

    private static Dictionary<string, double> Total(IReadOnlyList<double> losses, int epoch) =>
        epoch < losses.Count ? new() { ["total"] = losses[epoch] } : [];
}
