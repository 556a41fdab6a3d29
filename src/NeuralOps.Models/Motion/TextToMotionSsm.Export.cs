using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The text encoder as an ONNX graph, and the frames as a pair: each takes the text's condition, and a state
/// counts them.</content>
public sealed partial class TextToMotionSsm : IOnnxRecurrent
{
    /// <inheritdoc/>
    public IReadOnlyList<GraphSignal> Inputs => [new("condition", Options.Mamba.Width)];

    /// <inheritdoc/>
    public GraphSignal Output => new("motion", Options.MotionDim);

    /// <inheritdoc/>
    public long? FrameLimit => Options.MaxMotionLength;

    /// <summary>Appends the text encoder, <see cref="Encode"/> without the embedding.</summary>
    /// <param name="graph">The graph, positioned at the module's scope.</param>
    /// <param name="tokens">int64 [B, S], with S up to the longest text.</param>
    /// <returns>The condition [B, D] and the length in frames [B].</returns>
    public (GraphValue Condition, GraphValue Length) ExportText(GraphBuilder graph, GraphValue tokens)
    {
        GraphValue embedding;
        using (graph.Scope(nameof(text_encoder)))
        {
            embedding = text_encoder.Export(graph, tokens);
        }

        var condition = condition_proj.Export(graph, nameof(condition_proj), embedding);
        using var scope = graph.Scope(nameof(decoder));
        var share = decoder.ExportLengthShare(graph, condition);
        return (condition, graph.Mul(share, graph.Constant((float)Options.MaxMotionLength)));
    }

    /// <inheritdoc/>
    public RecurrentValues ExportFrames(
        GraphBuilder graph,
        RecurrentForm form,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<GraphValue> states)
    {
        var (place, position) = form == RecurrentForm.Step
            ? ExportPlace(graph, states[0])
            : ExportPlaces(graph, states[0], inputs[0]);
        var start = graph.Add(inputs[0], place);
        var residual = MotionSsm.ExportResidual(graph, form, layers, norms, start, [.. states.Skip(1)]);
        using var scope = graph.Scope(nameof(decoder));
        return new(decoder.Export(graph, residual.Output), [position, .. residual.States]);
    }

    // position [B, 1] → its vector [B, D], and the next position.
    private (GraphValue Vector, GraphValue Next) ExportPlace(GraphBuilder graph, GraphValue position)
    {
        var vector = graph.Gather(Table(graph), graph.Cast(position, GraphElement.Integer64));
        return (graph.Squeeze(vector, 1), graph.Add(position, graph.Constant(1f)));
    }

    // position [B, 1], frames [B, L, D] → their places' vectors [B, L, D], and the position after them.
    private (GraphValue Vectors, GraphValue Next) ExportPlaces(
        GraphBuilder graph, GraphValue position, GraphValue frames)
    {
        var length = graph.Cast(graph.Slice(graph.Shape(frames), 0, 1, 2), GraphElement.Real32); // [1]
        var steps = graph.Node("Range", [graph.Constant(0f), graph.Squeeze(length, 0), graph.Constant(1f)]);
        var places = graph.Cast(graph.Add(position, steps), GraphElement.Integer64); // [B, L]
        return (graph.Gather(Table(graph), places), graph.Add(position, length));
    }

    private GraphValue Table(GraphBuilder graph) =>
        graph.Weight($"{nameof(pos_embed)}.weight", pos_embed.weight!);
}
