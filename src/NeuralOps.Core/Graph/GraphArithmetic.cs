namespace NeuralOps.Core;

/// <summary>Elementwise arithmetic, reductions and matrix products of a graph; shapes broadcast.</summary>
public static class GraphArithmetic
{
    /// <summary>a + b.</summary>
    public static GraphValue Add(this GraphBuilder graph, GraphValue a, GraphValue b) => graph.Node("Add", [a, b]);

    /// <summary>a − b.</summary>
    public static GraphValue Sub(this GraphBuilder graph, GraphValue a, GraphValue b) => graph.Node("Sub", [a, b]);

    /// <summary>a · b, elementwise.</summary>
    public static GraphValue Mul(this GraphBuilder graph, GraphValue a, GraphValue b) => graph.Node("Mul", [a, b]);

    /// <summary>a / b.</summary>
    public static GraphValue Div(this GraphBuilder graph, GraphValue a, GraphValue b) => graph.Node("Div", [a, b]);

    /// <summary>The matrix product over the last two axes; the axes before broadcast.</summary>
    public static GraphValue MatMul(this GraphBuilder graph, GraphValue a, GraphValue b) =>
        graph.Node("MatMul", [a, b]);

    /// <summary>√x.</summary>
    public static GraphValue Sqrt(this GraphBuilder graph, GraphValue x) => graph.Node("Sqrt", [x]);

    /// <summary>eˣ.</summary>
    public static GraphValue Exp(this GraphBuilder graph, GraphValue x) => graph.Node("Exp", [x]);

    /// <summary>Values limited to [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static GraphValue Clip(this GraphBuilder graph, GraphValue x, float min, float max) =>
        graph.Node("Clip", [x, graph.Constant(min), graph.Constant(max)]);

    /// <summary>Mean over <paramref name="axes"/>.</summary>
    public static GraphValue ReduceMean(this GraphBuilder graph, GraphValue x, long[] axes, bool keepDims = true) =>
        graph.Node("ReduceMean", [x, graph.Constant(axes)], new GraphAttribute("keepdims", keepDims ? 1 : 0));
}
