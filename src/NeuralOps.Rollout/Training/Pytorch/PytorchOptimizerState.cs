using System.Globalization;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>The state dict of a PyTorch optimiser with one parameter group: its constants, and by the position of each
/// parameter its tensors; the number of steps is an int64 tensor.</summary>
internal sealed record PytorchOptimizerState(
    IReadOnlyDictionary<string, string> Constants, int Parameters,
    IReadOnlyDictionary<int, Dictionary<string, Tensor>> States)
{
    public IEnumerable<Tensor> Tensors => States.Values.SelectMany(state => state.Values);

    public static PytorchOptimizerState Read(
        OrderedDictionary<object, object?> optimizer, Func<string, Exception> misfit)
    {
        if (optimizer.GetValueOrDefault("param_groups") is not List<object?> groups
            || optimizer.GetValueOrDefault("state") is not OrderedDictionary<object, object?> states)
        {
            throw misfit("expected 'state' and 'param_groups' in 'optimizer_state_dict', found other entries");
        }

        if (groups is not [OrderedDictionary<object, object?> group]
            || group.GetValueOrDefault("params") is not List<object?> members)
        {
            throw misfit($"expected one parameter group in 'optimizer_state_dict', found {groups.Count}");
        }

        return new PytorchOptimizerState(
            group.Where(entry => entry.Key is string and not "params")
                .ToDictionary(entry => (string)entry.Key, entry => Text(entry.Value)),
            members.Count,
            members.Select((index, position) => (position, state: states.GetValueOrDefault(index!)))
                .Where(member => member.state is OrderedDictionary<object, object?>)
                .ToDictionary(
                    member => member.position,
                    member => Fields((OrderedDictionary<object, object?>)member.state!)));
    }

    private static Dictionary<string, Tensor> Fields(OrderedDictionary<object, object?> state)
    {
        var fields = new Dictionary<string, Tensor>();
        foreach ((object key, object? value) in state)
        {
            if ((string)key == "step")
            {
                long step = value is Tensor count ? (long)count.to(ScalarType.Float64).item<double>()
                    : Convert.ToInt64(value, CultureInfo.InvariantCulture);
                fields["step"] = tensor(step).DetachFromDisposeScope();
            }
            else if (value is Tensor moments)
            {
                fields[(string)key] = moments.DetachFromDisposeScope();
            }
        }

        return fields;
    }

    private static string Text(object? value) => value is object?[] items
        ? string.Join(", ", items.Select(Text))
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
