namespace NeuralOps.Core;

/// <summary>Normalisations of a graph, for inference.</summary>
public static class GraphNormalizations
{
    /// <summary>weight · (x − mean) / √(variance + ε) + bias per channel, with stored statistics.</summary>
    public static GraphValue BatchNormalization(
        this GraphBuilder graph,
        GraphValue x,
        GraphValue weight,
        GraphValue bias,
        GraphValue mean,
        GraphValue variance,
        float epsilon) =>
        graph.Node(
            "BatchNormalization", [x, weight, bias, mean, variance], new GraphAttribute("epsilon", epsilon));

    /// <summary>Each sample's each channel brought to mean 0 and variance 1, then scaled by weight [C] and
    /// shifted by bias [C].</summary>
    public static GraphValue InstanceNormalization(
        this GraphBuilder graph, GraphValue x, GraphValue weight, GraphValue bias, float epsilon) =>
        graph.Node("InstanceNormalization", [x, weight, bias], new GraphAttribute("epsilon", epsilon));

    /// <summary>Each sample's each group of channels of x [B, C, H, W] brought to mean 0 and variance 1, then scaled
    /// and shifted per channel.</summary>
    /// <remarks>Composed, because the operator GroupNormalization of opset 18 scales per group.</remarks>
    /// <param name="graph">The graph.</param>
    /// <param name="x">[B, C, H, W].</param>
    /// <param name="groups">Number of groups, a divisor of C.</param>
    /// <param name="weight">C values, of shape [C, 1, 1].</param>
    /// <param name="bias">C values, of shape [C, 1, 1].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static GraphValue GroupNorm(
        this GraphBuilder graph, GraphValue x, int groups, GraphValue weight, GraphValue bias, float epsilon)
    {
        var ones = new float[groups];
        Array.Fill(ones, 1f);
        var grouped = graph.InstanceNormalization( // [B, groups, C/groups·H·W]
            graph.Reshape(x, 0, groups, -1),
            graph.Constant(ones, groups),
            graph.Constant(new float[groups], groups),
            epsilon);
        var normalized = graph.Reshape(grouped, graph.Shape(x));
        return graph.Add(graph.Mul(normalized, weight), bias);
    }

    /// <summary>The axes from <paramref name="axis"/> on brought to mean 0 and variance 1, then scaled by weight and
    /// shifted by bias of their shape.</summary>
    public static GraphValue LayerNorm(
        this GraphBuilder graph, GraphValue x, GraphValue weight, GraphValue bias, float epsilon, long axis = -1) =>
        graph.Node(
            "LayerNormalization",
            [x, weight, bias],
            new GraphAttribute("epsilon", epsilon),
            new GraphAttribute("axis", axis));
}
