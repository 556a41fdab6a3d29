using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The models as a pair of ONNX graphs.</content>
public abstract partial class SequenceModel : IOnnxRecurrent
{
    /// <inheritdoc/>
    public IReadOnlyList<GraphSignal> Inputs => [new("x", Width)];

    /// <inheritdoc/>
    public GraphSignal Output => new("y", Width);

    /// <inheritdoc/>
    public long? FrameLimit => null;

    /// <inheritdoc/>
    public abstract RecurrentValues ExportFrames(
        GraphBuilder graph,
        RecurrentForm form,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<GraphValue> states);

    /// <summary>Appends the model under the name that a larger one has for it.</summary>
    internal RecurrentValues ExportFrames(
        GraphBuilder graph, RecurrentForm form, string name, GraphValue x, IEnumerable<GraphValue> states)
    {
        using var scope = graph.Scope(name);
        return ExportFrames(graph, form, [x], [.. states]);
    }
}
