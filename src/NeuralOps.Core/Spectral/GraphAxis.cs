namespace NeuralOps.Core;

/// <summary>
/// One axis of a truncated transform in a graph. Lengths are values of the graph, so the matrices fit whatever grid the
/// model runs at; where the grid is fixed the runtime folds them to constants.
/// </summary>
internal sealed class GraphAxis
{
    private readonly GraphBuilder graph;
    private readonly GraphValue points; // int64 [1]
    private readonly GraphValue frequencies; // int64 [r]

    private GraphAxis(GraphBuilder graph, GraphValue points, GraphValue positive, GraphValue? negative)
    {
        this.graph = graph;
        this.points = points;
        Positive = positive;
        Negative = negative;
        var first = Range(graph.Constant(0L), positive);
        frequencies = negative is null
            ? first
            : graph.Concat(0, first, Range(graph.Node("Neg", [negative]), graph.Constant(0L)));
    }

    /// <summary>The number of frequencies 0, 1, …, int64 [1].</summary>
    public GraphValue Positive { get; }

    /// <summary>The number of frequencies …, −1, int64 [1]; null where none can be kept.</summary>
    public GraphValue? Negative { get; }

    /// <summary>The axes of a spectrum of at most so many modes on the grid of <paramref name="like"/>.</summary>
    public static GraphAxis[] Of(
        GraphBuilder graph, GraphValue like, ReadOnlySpan<long> positive, ReadOnlySpan<long> negative, KeptRows rows)
    {
        var axes = new GraphAxis[positive.Length];
        for (var axis = 0; axis < axes.Length; axis++)
        {
            var points = Length(graph, like, axis - axes.Length);
            var half = graph.Div(points, graph.Constant(2L));
            var isLast = axis == axes.Length - 1;
            var isSigned = !isLast && rows == KeptRows.BothSigns;
            var most = isLast ? graph.Add(half, graph.Constant(1L)) : isSigned ? graph.Sub(points, half) : points;
            axes[axis] = new GraphAxis(
                graph, points, Min(graph, positive[axis], most), isSigned ? Min(graph, negative[axis], half) : null);
        }

        return axes;
    }

    /// <summary>The axes of a given spectrum.</summary>
    public static GraphAxis[] OfSpectrum(
        GraphBuilder graph, GraphValue spectrum, GraphValue like, int dimensions, KeptRows rows)
    {
        var axes = new GraphAxis[dimensions];
        for (var axis = 0; axis < dimensions; axis++)
        {
            var kept = Length(graph, spectrum, axis - dimensions);
            var isSigned = axis < dimensions - 1 && rows == KeptRows.BothSigns;
            var negative = isSigned ? graph.Div(kept, graph.Constant(2L)) : null;
            axes[axis] = new GraphAxis(
                graph,
                Length(graph, like, axis - dimensions),
                negative is null ? kept : graph.Sub(kept, negative),
                negative);
        }

        return axes;
    }

    /// <summary>[n, 2m] of <see cref="FourierBasis.RealForward"/>, without a scale.</summary>
    public GraphValue RealForward()
    {
        var (cos, sin) = Turns();
        return graph.Transpose(graph.Concat(0, cos, graph.Node("Neg", [sin])), 1, 0);
    }

    /// <summary>[2m, n] of <see cref="FourierBasis.RealInverse"/>, without a scale.</summary>
    public GraphValue RealInverse()
    {
        var (cos, sin) = Turns();
        var doubled = graph.Mul(frequencies, graph.Constant(2L));
        var alone = graph.Add(Equal(frequencies, graph.Constant(0L)), Equal(doubled, points));
        var times = graph.Reshape(graph.Sub(graph.Constant(2f), alone), -1, 1); // [m, 1]
        return graph.Concat(0, graph.Mul(times, cos), graph.Mul(times, graph.Node("Neg", [sin])));
    }

    /// <summary>[2r, 2n] of <see cref="FourierBasis.ComplexForward"/>.</summary>
    public GraphValue ComplexForward()
    {
        var (cos, sin) = Turns();
        return graph.Concat(0, graph.Concat(1, cos, sin), graph.Concat(1, graph.Node("Neg", [sin]), cos));
    }

    /// <summary>[2n, 2r] of <see cref="FourierBasis.ComplexInverse"/>.</summary>
    public GraphValue ComplexInverse() => graph.Transpose(ComplexForward(), 1, 0);

    // cos θ and sin θ [r, n], the angle taken into [−π, π) in whole numbers before it is rounded.
    private (GraphValue Cos, GraphValue Sin) Turns()
    {
        var places = graph.Reshape(Range(graph.Constant(0L), points), 1, -1);
        var product = graph.Mul(graph.Reshape(frequencies, -1, 1), places);
        var half = graph.Div(points, graph.Constant(2L));
        var step = graph.Sub(graph.Node("Mod", [graph.Add(product, half), points]), half);
        var angle = graph.Mul(graph.Div(Real(step), Real(points)), graph.Constant(2 * float.Pi));
        return (graph.Node("Cos", [angle]), graph.Node("Sin", [angle]));
    }

    private GraphValue Range(GraphValue from, GraphValue to) =>
        graph.Node("Range", [Scalar(from), Scalar(to), Scalar(graph.Constant(1L))]);

    private GraphValue Scalar(GraphValue single) => graph.Node("Squeeze", [single]);

    private GraphValue Equal(GraphValue a, GraphValue b) => Real(graph.Node("Equal", [a, b]));

    private GraphValue Real(GraphValue x) =>
        graph.Node("Cast", [x], new GraphAttribute("to", (long)GraphElement.Real32));

    private static GraphValue Min(GraphBuilder graph, long modes, GraphValue most) =>
        graph.Node("Min", [graph.Constant(modes), most]);

    private static GraphValue Length(GraphBuilder graph, GraphValue x, int axis) => axis == -1
        ? graph.Shape(x, -1)
        : graph.Node("Shape", [x], new GraphAttribute("start", axis), new GraphAttribute("end", axis + 1));
}
