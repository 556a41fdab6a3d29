using NeuralOps.Core;
using TorchSharp.Modules;

namespace NeuralOps.Models;

/// <content>The network as a pair of ONNX graphs.</content>
public sealed partial class MotionSsm
{
    /// <inheritdoc/>
    public override RecurrentValues ExportFrames(
        GraphBuilder graph,
        RecurrentForm form,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<GraphValue> states)
    {
        var residual = ExportResidual(graph, form, layers, norms, inputs[0], states);
        return residual with { Output = output_proj.Export(graph, nameof(output_proj), residual.Output) };
    }

    /// <summary>Appends x ← x + layer(norm(x)) for every layer.</summary>
    internal static RecurrentValues ExportResidual(
        GraphBuilder graph,
        RecurrentForm form,
        ModuleList<Mamba> layers,
        ModuleList<LayerNorm> norms,
        GraphValue x,
        IReadOnlyList<GraphValue> states)
    {
        var next = new List<GraphValue>();
        for (int i = 0; i < layers.Count; i++)
        {
            var normalized = norms[i].Export(graph, $"{nameof(norms)}.{i}", x);
            var part = states.Skip(i * StatesPerLayer).Take(StatesPerLayer);
            var layer = layers[i].ExportFrames(graph, form, $"{nameof(layers)}.{i}", normalized, part);
            x = graph.Add(x, layer.Output);
            next.AddRange(layer.States);
        }

        return new(x, next);
    }
}
