namespace NeuralOps.Core;

/// <summary>Shapes, slices, padding and resampling of a graph's arrays.</summary>
public static class GraphArrays
{
    /// <summary>The axis lengths of x as int64, from axis <paramref name="start"/> on.</summary>
    public static GraphValue Shape(this GraphBuilder graph, GraphValue x, long start = 0) =>
        graph.Node("Shape", [x], new GraphAttribute("start", start));

    /// <summary>x as another element type.</summary>
    public static GraphValue Cast(this GraphBuilder graph, GraphValue x, GraphElement element) =>
        graph.Node("Cast", [x], new GraphAttribute("to", (long)element));

    /// <summary>Rows of a table [V, …] by int64 places [..] → [.., …].</summary>
    public static GraphValue Gather(this GraphBuilder graph, GraphValue table, GraphValue places) =>
        graph.Node("Gather", [table, places]);

    /// <summary>x with another shape; 0 keeps an axis, −1 takes what is left.</summary>
    public static GraphValue Reshape(this GraphBuilder graph, GraphValue x, params ReadOnlySpan<long> dims) =>
        graph.Node("Reshape", [x, graph.Constant(dims)]);

    /// <summary>x with a shape known at run time.</summary>
    public static GraphValue Reshape(this GraphBuilder graph, GraphValue x, GraphValue shape) =>
        graph.Node("Reshape", [x, shape]);

    /// <summary>x with its axes in the order given.</summary>
    public static GraphValue Transpose(this GraphBuilder graph, GraphValue x, params long[] order) =>
        graph.Node("Transpose", [x], new GraphAttribute("perm", order));

    /// <summary>x with an axis of length 1 put in at <paramref name="axis"/>.</summary>
    public static GraphValue Unsqueeze(this GraphBuilder graph, GraphValue x, long axis) =>
        graph.Node("Unsqueeze", [x, graph.Constant(axis)]);

    /// <summary>x without <paramref name="axis"/>, which has length 1.</summary>
    public static GraphValue Squeeze(this GraphBuilder graph, GraphValue x, long axis) =>
        graph.Node("Squeeze", [x, graph.Constant(axis)]);

    /// <summary>The parts joined along <paramref name="axis"/>.</summary>
    public static GraphValue Concat(this GraphBuilder graph, long axis, params ReadOnlySpan<GraphValue> parts) =>
        graph.Node("Concat", parts, new GraphAttribute("axis", axis));

    /// <summary>Elements start, start + step, … before end along an axis; negative places count from the end.</summary>
    public static GraphValue Slice(
        this GraphBuilder graph, GraphValue x, long axis, long start, long end = long.MaxValue, long step = 1) =>
        graph.Node(
            "Slice", [x, graph.Constant(start), graph.Constant(end), graph.Constant(axis), graph.Constant(step)]);

    /// <summary>x cut along <paramref name="axis"/> into pieces of the lengths given.</summary>
    public static GraphValue[] Split(this GraphBuilder graph, GraphValue x, long axis, params long[] lengths) =>
        graph.NodeOf("Split", [x, graph.Constant(lengths)], lengths.Length, new GraphAttribute("axis", axis));

    /// <summary>The middle of x [.., H, W] that has the height and width of <paramref name="like"/>.</summary>
    /// <remarks>An odd margin is larger at the end; x must not be smaller than <paramref name="like"/>.</remarks>
    public static GraphValue CenterCrop(this GraphBuilder graph, GraphValue x, GraphValue like)
    {
        var size = graph.Shape(like, -2);
        var margin = graph.Sub(graph.Shape(x, -2), size);
        var start = graph.Div(margin, graph.Constant(2L));
        return graph.Node("Slice", [x, start, graph.Add(start, size), graph.Constant(-2, -1)]);
    }

    /// <summary>x extended along some axes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">The array to extend.</param>
    /// <param name="axes">The axes, in order; negative ones count from the end.</param>
    /// <param name="before">Cells added at the start of each axis.</param>
    /// <param name="after">Cells added at the end of each axis.</param>
    /// <param name="mode">What the new cells hold.</param>
    /// <param name="value">The constant of <see cref="GraphPadMode.Constant"/>.</param>
    public static GraphValue Pad(
        this GraphBuilder graph,
        GraphValue x,
        long[] axes,
        long[] before,
        long[] after,
        GraphPadMode mode,
        float value = 0)
    {
        if (mode == GraphPadMode.Circular)
        {
            return PadCircular(graph, x, axes, before, after);
        }

        var fill = mode == GraphPadMode.Constant ? graph.Constant(value) : GraphValue.None;
        var name = mode switch
        {
            GraphPadMode.Constant => "constant",
            GraphPadMode.Reflect => "reflect",
            _ => "edge",
        };
        return graph.Node(
            "Pad",
            [x, graph.Constant([.. before, .. after]), fill, graph.Constant(axes)],
            new GraphAttribute("mode", name));
    }

    /// <summary>x [B, C, …] with its spatial axes multiplied by <paramref name="scales"/>.</summary>
    public static GraphValue Resize(
        this GraphBuilder graph, GraphValue x, GraphResizeMode mode, params ReadOnlySpan<float> scales) =>
        graph.Node(
            "Resize",
            [x, GraphValue.None, graph.Constant([1, 1, .. scales], scales.Length + 2)],
            ResizeAttributes(mode));

    /// <summary>x resized to the shape <paramref name="sizes"/>, an int64 value with all axes.</summary>
    public static GraphValue Resize(this GraphBuilder graph, GraphValue x, GraphResizeMode mode, GraphValue sizes) =>
        graph.Node("Resize", [x, GraphValue.None, GraphValue.None, sizes], ResizeAttributes(mode));

    private static GraphAttribute[] ResizeAttributes(GraphResizeMode mode) => mode == GraphResizeMode.Nearest
        ?
        [
            new GraphAttribute("mode", "nearest"),
            new GraphAttribute("coordinate_transformation_mode", "asymmetric"),
            new GraphAttribute("nearest_mode", "floor"),
        ]
        :
        [
            new GraphAttribute("mode", "linear"),
            new GraphAttribute("coordinate_transformation_mode", "half_pixel"),
        ];

    private static GraphValue PadCircular(
        GraphBuilder graph, GraphValue x, long[] axes, long[] before, long[] after)
    {
        for (var i = 0; i < axes.Length; i++)
        {
            List<GraphValue> parts = [x];
            if (before[i] > 0)
            {
                parts.Insert(0, graph.Slice(x, axes[i], -before[i]));
            }

            if (after[i] > 0)
            {
                parts.Add(graph.Slice(x, axes[i], 0, after[i]));
            }

            x = parts.Count == 1 ? x : graph.Concat(axes[i], [.. parts]);
        }

        return x;
    }
}
