namespace NeuralOps.Core;

/// <summary>Activations of a graph, composed from core operators where opset 18 has none.</summary>
public static class GraphActivations
{
    /// <summary>max(x, 0).</summary>
    public static GraphValue Relu(this GraphBuilder graph, GraphValue x) => graph.Node("Relu", [x]);

    /// <summary>x where positive, slope · x elsewhere.</summary>
    public static GraphValue LeakyRelu(this GraphBuilder graph, GraphValue x, float slope) =>
        graph.Node("LeakyRelu", [x], new GraphAttribute("alpha", slope));

    /// <summary>The exact GELU, x/2 · (1 + erf(x/√2)).</summary>
    public static GraphValue Gelu(this GraphBuilder graph, GraphValue x)
    {
        var erf = graph.Node("Erf", [graph.Div(x, graph.Constant(float.Sqrt(2)))]);
        return graph.Mul(graph.Mul(x, graph.Add(erf, graph.Constant(1f))), graph.Constant(0.5f));
    }

    /// <summary>x · sigmoid(x).</summary>
    public static GraphValue Silu(this GraphBuilder graph, GraphValue x) => graph.Mul(x, graph.Sigmoid(x));

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static GraphValue Sigmoid(this GraphBuilder graph, GraphValue x) => graph.Node("Sigmoid", [x]);

    /// <summary>log(1 + eˣ).</summary>
    public static GraphValue Softplus(this GraphBuilder graph, GraphValue x) => graph.Node("Softplus", [x]);

    /// <summary>tanh x.</summary>
    public static GraphValue Tanh(this GraphBuilder graph, GraphValue x) => graph.Node("Tanh", [x]);

    /// <summary>eˣ normalised to sum 1 along <paramref name="axis"/>.</summary>
    public static GraphValue Softmax(this GraphBuilder graph, GraphValue x, long axis) =>
        graph.Node("Softmax", [x], new GraphAttribute("axis", axis));
}
