using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <content>The layer as a pair of ONNX graphs, with the step size worked into the matrices.</content>
public sealed partial class S4Layer
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
        var dt = log_dt.exp().mean();
        var power = graph.Weight("A", (Identity(Options.StateSize).to(dt.device) + (dt * transition)).t());
        var driven = graph.MatMul(inputs[0], graph.Weight("B", (dt * input).t()));
        var h = form == RecurrentForm.Step ? Step(graph, states, [driven]) : graph.Scan(states, [driven], 1, Step);
        var y = graph.MatMul(h.Output, graph.Weight("C", output.t()));
        return h with { Output = graph.Add(y, graph.Mul(inputs[0], graph.Weight("D", skip))) };

        RecurrentValues Step(GraphBuilder body, IReadOnlyList<GraphValue> state, IReadOnlyList<GraphValue> frame)
        {
            var next = body.Add(body.MatMul(state[0], power), frame[0]);
            return new(next, next);
        }
    }
}
