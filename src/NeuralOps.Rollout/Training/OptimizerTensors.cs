using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>The state of an optimiser as tensors <c>optimizer.&lt;parameter&gt;.&lt;field&gt;</c>, by parameter
/// name.</summary>
internal static class OptimizerTensors
{
    public const string Prefix = "optimizer.";

    /// <summary>Adds the live tensors of the state; new ones belong to the current scope.</summary>
    public static void Collect(OptimizerHelper optimizer, IReadOnlyList<string> names, Dictionary<string, Tensor> into)
    {
        var states = optimizer.state_dict().State;
        for (int i = 0; i < names.Count; i++)
        {
            string name = $"{Prefix}{names[i]}";
            switch (states[i])
            {
                case Adam.State state:
                    AddMoments(name, state.step, state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq, into);
                    break;
                case AdamW.State state:
                    AddMoments(name, state.step, state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq, into);
                    break;
                case SGD.State { momentum_buffer: { } buffer }:
                    into.Add($"{name}.momentum_buffer", buffer);
                    break;
            }
        }
    }

    /// <summary>Sets the state of an optimiser that was made for the same parameters.</summary>
    public static void Restore(
        OptimizerHelper optimizer, IReadOnlyList<string> names, IReadOnlyDictionary<string, Tensor> from)
    {
        var states = optimizer.state_dict().State;
        for (int i = 0; i < names.Count; i++)
        {
            string name = $"{Prefix}{names[i]}";
            switch (states[i])
            {
                case Adam.State state:
                    state.step = CopyMoments(name, state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq, from);
                    break;
                case AdamW.State state:
                    state.step = CopyMoments(name, state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq, from);
                    break;
                case SGD.State state when from.TryGetValue($"{name}.momentum_buffer", out var buffer):
                    state.momentum_buffer?.Dispose();
                    state.momentum_buffer = buffer.clone().DetachFromDisposeScope();
                    break;
            }
        }
    }

    private static void AddMoments(
        string name, long step, Tensor mean, Tensor square, Tensor? greatest, Dictionary<string, Tensor> into)
    {
        into.Add($"{name}.step", tensor(step));
        into.Add($"{name}.exp_avg", mean);
        into.Add($"{name}.exp_avg_sq", square);
        if (greatest is not null)
        {
            into.Add($"{name}.max_exp_avg_sq", greatest);
        }
    }

    private static long CopyMoments(
        string name, Tensor mean, Tensor square, Tensor? greatest, IReadOnlyDictionary<string, Tensor> from)
    {
        mean.copy_(from[$"{name}.exp_avg"]);
        square.copy_(from[$"{name}.exp_avg_sq"]);
        greatest?.copy_(from[$"{name}.max_exp_avg_sq"]);
        return from[$"{name}.step"].item<long>();
    }
}
