using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The layer as a pair of ONNX graphs; physics is an input of all forms that use it.</content>
public sealed partial class PhysicsSsm : IOnnxRecurrent
{
    /// <inheritdoc/>
    public IReadOnlyList<GraphSignal> Inputs =>
        Options.Fusion == PhysicsFusion.None ? [Motion] : [Motion, new("physics", Options.PhysicsDim)];

    /// <inheritdoc/>
    public GraphSignal Output => new("output", Options.Mamba.Width);

    /// <inheritdoc/>
    public long? FrameLimit => null;

    private GraphSignal Motion => new("motion", Options.Mamba.Width);

    /// <inheritdoc/>
    public RecurrentValues ExportFrames(
        GraphBuilder graph,
        RecurrentForm form,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<GraphValue> states)
    {
        var s = ssm.ExportFrames(graph, form, nameof(ssm), norm.Export(graph, nameof(norm), inputs[0]), states);
        var o = Options.Fusion == PhysicsFusion.None ? s.Output : ExportFusion(graph, s.Output, inputs[1]);
        return s with { Output = Options.HasResidual ? graph.Add(inputs[0], o) : o };
    }

    private GraphValue ExportFusion(GraphBuilder graph, GraphValue s, GraphValue physics)
    {
        var c = constraint_proj!.Export(graph, nameof(constraint_proj), physics);
        if (Options.Fusion == PhysicsFusion.Sum)
        {
            return graph.Add(s, c);
        }

        var e = physics_encoder!.Export(graph, nameof(physics_encoder), physics);
        var g = physics_gate!.Export(graph, nameof(physics_gate), graph.Concat(-1, s, e));
        return graph.Add(c, graph.Mul(g, graph.Sub(s, c)));
    }
}
