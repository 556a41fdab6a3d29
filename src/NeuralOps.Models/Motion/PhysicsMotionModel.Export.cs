using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The model as a pair of ONNX graphs. The transformer has none: its states grow.</content>
public sealed partial class PhysicsMotionModel : IOnnxRecurrent
{
    /// <inheritdoc/>
    public IReadOnlyList<GraphSignal> Inputs =>
        [new("motion", Options.MotionDim), .. Recurrent.Inputs.Skip(1)];

    /// <inheritdoc/>
    public GraphSignal Output => new("output", Options.MotionDim);

    /// <inheritdoc/>
    public long? FrameLimit => null;

    private PhysicsSsm Recurrent => physics_ssm ?? throw new InvalidOperationException(
        $"Expected a variant with states of fixed size, got {Options.Variant}, whose keys and values grow.");

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model is the transformer.</exception>
    public RecurrentValues ExportFrames(
        GraphBuilder graph,
        RecurrentForm form,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<GraphValue> states)
    {
        var last = Recurrent;
        int first = motion_ssm!.States.Count;
        GraphValue x;
        using (graph.Scope(nameof(projector)))
        {
            x = projector.ExportEncode(graph, inputs[0]);
        }

        var motion = motion_ssm.ExportFrames(graph, form, nameof(motion_ssm), x, states.Take(first));
        RecurrentValues steered;
        using (graph.Scope(nameof(physics_ssm)))
        {
            steered = last.ExportFrames(graph, form, [motion.Output, .. inputs.Skip(1)], [.. states.Skip(first)]);
        }

        using (graph.Scope(nameof(projector)))
        {
            return new(projector.ExportDecode(graph, steered.Output), [.. motion.States, .. steered.States]);
        }
    }
}
