namespace NeuralOps.Core;

public static partial class TruncatedFourier
{
    /// <summary>The kept part of the spectrum as nodes of a graph, on any grid.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">[.., n_1 .. n_d].</param>
    /// <param name="modes">m_1 .. m_d, each at least 1; d is 1, 2 or 3.</param>
    /// <param name="rows">Which frequencies of the leading axes are kept.</param>
    /// <param name="scaling">Where the pair of transforms is divided by N.</param>
    /// <exception cref="ArgumentException">Not 1 to 3 axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of modes is not positive.</exception>
    public static (GraphValue Real, GraphValue Imaginary) Forward(
        GraphBuilder graph, GraphValue x, ReadOnlySpan<long> modes, KeptRows rows, FourierScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(x);
        RequireModes(modes);
        return Forward(graph, x, GraphAxis.Of(graph, x, modes, modes, rows), scaling);
    }

    /// <summary>The real field of a spectrum as nodes of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="real">[.., r_1 .. r_d].</param>
    /// <param name="imaginary">The imaginary part.</param>
    /// <param name="like">A value whose last axes have the lengths of the grid.</param>
    /// <param name="dimensions">d, 1 to 3.</param>
    /// <param name="rows">Which frequencies of the leading axes were kept.</param>
    /// <param name="scaling">Where the pair of transforms is divided by N.</param>
    /// <exception cref="ArgumentException">Not 1 to 3 axes.</exception>
    public static GraphValue Inverse(
        GraphBuilder graph,
        GraphValue real,
        GraphValue imaginary,
        GraphValue like,
        int dimensions,
        KeptRows rows,
        FourierScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(graph);
        RequireDimensions(dimensions, nameof(dimensions));
        var axes = GraphAxis.OfSpectrum(graph, real, like, dimensions, rows);
        return Inverse(graph, real, imaginary, like, axes, scaling);
    }

    internal static (GraphValue Real, GraphValue Imaginary) Forward(
        GraphBuilder graph, GraphValue x, GraphAxis[] axes, FourierScaling scaling)
    {
        var last = axes[^1].RealForward();
        if (scaling == FourierScaling.Orthonormal)
        {
            last = graph.Mul(last, Factor(graph, x, axes.Length, scaling));
        }

        var parts = Halves(graph, graph.MatMul(x, last), -1);
        for (var axis = axes.Length - 2; axis >= 0; axis--)
        {
            parts = AlongAxis(graph, parts, axes[axis].ComplexForward(), axis - axes.Length);
        }

        return (parts[0], parts[1]);
    }

    internal static GraphValue Inverse(
        GraphBuilder graph,
        GraphValue real,
        GraphValue imaginary,
        GraphValue like,
        GraphAxis[] axes,
        FourierScaling scaling)
    {
        GraphValue[] parts = [real, imaginary];
        for (var axis = 0; axis < axes.Length - 1; axis++)
        {
            parts = AlongAxis(graph, parts, axes[axis].ComplexInverse(), axis - axes.Length);
        }

        var last = graph.Mul(axes[^1].RealInverse(), Factor(graph, like, axes.Length, scaling));
        return graph.MatMul(graph.Concat(-1, parts), last);
    }

    /// <summary>The two equal parts of a value along an axis.</summary>
    internal static GraphValue[] Halves(GraphBuilder graph, GraphValue x, long axis) =>
        graph.NodeOf("Split", [x], 2, new GraphAttribute("axis", axis), new GraphAttribute("num_outputs", 2));

    private static GraphValue[] AlongAxis(GraphBuilder graph, GraphValue[] parts, GraphValue basis, int axis)
    {
        var stacked = graph.Concat(axis, parts); // [.., 2n, ..]
        if (axis == -2)
        {
            return Halves(graph, graph.MatMul(basis, stacked), axis);
        }

        var before = graph.Node("Shape", [stacked], new GraphAttribute("end", axis));
        var length = graph.Node(
            "Shape", [stacked], new GraphAttribute("start", axis), new GraphAttribute("end", axis + 1));
        var rest = graph.Constant(-1L);
        var flat = graph.Reshape(stacked, graph.Concat(0, before, length, rest)); // [.., 2n, n_2·m_3]
        var shape = graph.Concat(0, before, rest, graph.Shape(stacked, axis + 1));
        return Halves(graph, graph.Reshape(graph.MatMul(basis, flat), shape), axis);
    }

    private static GraphValue Factor(GraphBuilder graph, GraphValue like, int dimensions, FourierScaling scaling)
    {
        var real = graph.Node(
            "Cast", [graph.Shape(like, -dimensions)], new GraphAttribute("to", (long)GraphElement.Real32));
        var points = graph.Node("ReduceProd", [real], new GraphAttribute("keepdims", 0));
        return graph.Div(graph.Constant(1f), scaling == FourierScaling.Orthonormal ? graph.Sqrt(points) : points);
    }
}
