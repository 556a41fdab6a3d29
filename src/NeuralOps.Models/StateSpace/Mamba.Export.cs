using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <content>The layer as a pair of ONNX graphs, with A stored as exp has made it.</content>
public sealed partial class Mamba
{
    /// <inheritdoc/>
    public override RecurrentValues ExportFrames(
        GraphBuilder graph,
        RecurrentForm form,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<GraphValue> states)
    {
        using var disposal = NewDisposeScope();
        using var quiet = no_grad();
        (int e, int n, int r) = (Options.InnerWidth, Options.StateSize, Options.Rank);
        var halves = graph.Split(in_proj.Export(graph, nameof(in_proj), inputs[0]), -1, e, e);
        var taps = graph.Weight($"{nameof(conv1d)}.weight", conv1d.weight.squeeze(1).t()); // [k, E]
        var conv = graph.CausalConvolution(
            form, halves[0], taps, graph.Weight($"{nameof(conv1d)}.bias", conv1d.bias!), Options.Kernel, states[0]);
        var u = graph.Silu(conv.Output);
        var parts = graph.Split(x_proj.Export(graph, nameof(x_proj), u), -1, r, n, n);
        var delta = graph.Softplus(dt_proj.Export(graph, nameof(dt_proj), parts[0]));
        var a = decay.exp().neg().reshape(Options.SharesA ? 1 : e, n).t(); // [N, E or 1]
        var scan = graph.SelectiveScan(form, u, delta, graph.Weight("A", a), parts[1], parts[2], states[1]);
        var y = graph.Add(scan.Output, graph.Mul(graph.Weight("D", skip), u));
        y = out_proj.Export(graph, nameof(out_proj), graph.Mul(y, graph.Silu(halves[1])));
        return new(y, [.. conv.States, .. scan.States]);
    }
}
