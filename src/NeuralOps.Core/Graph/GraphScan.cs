namespace NeuralOps.Core;

/// <summary>Recurrences of a graph.</summary>
public static class GraphScan
{
    /// <summary>
    /// The operator Scan: (y_t, h_t) = body(h_{t−1}, x_t) for each place t of an axis, with one copy of the body for
    /// any length.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="initial">h_0, float32; a state keeps its shape.</param>
    /// <param name="sequences">The arrays x, float32, of one length along <paramref name="axis"/>; the body sees them
    /// without it.</param>
    /// <param name="axis">The axis of time in <paramref name="sequences"/> and in the result.</param>
    /// <param name="body">Appends one step to the graph it is given, which also sees values of the outer one.</param>
    /// <returns>y with the axis of time put in again, and the last states.</returns>
    public static RecurrentValues Scan(
        this GraphBuilder graph,
        IReadOnlyList<GraphValue> initial,
        IReadOnlyList<GraphValue> sequences,
        long axis,
        Func<GraphBuilder, IReadOnlyList<GraphValue>, IReadOnlyList<GraphValue>, RecurrentValues> body)
    {
        var inner = graph.Body();
        var step = body(inner, Declare("state", initial.Count), Declare("frame", sequences.Count));
        foreach (var value in step.States.Append(step.Output))
        {
            inner.Return(value);
        }

        long[] axes = [.. Enumerable.Repeat(axis, sequences.Count)];
        var made = graph.NodeOf(
            "Scan",
            [.. initial, .. sequences],
            initial.Count + 1,
            new GraphAttribute("body", inner),
            new GraphAttribute("num_scan_inputs", sequences.Count),
            new GraphAttribute("scan_input_axes", axes),
            new GraphAttribute("scan_output_axes", [axis]));
        return new RecurrentValues(made[^1], made[..^1]);

        GraphValue[] Declare(string word, int count) =>
            [.. Enumerable.Range(0, count).Select(_ => inner.Input(inner.NextName(word)))];
    }
}
