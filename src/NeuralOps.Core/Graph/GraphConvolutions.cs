namespace NeuralOps.Core;

/// <summary>Convolutions and pools of a graph. Lists hold one number per spatial axis; null means all 1 (or all 0
/// for padding). Padding is symmetric, with zeros; other modes pad first through <c>graph.Pad</c>.</summary>
public static class GraphConvolutions
{
    /// <summary>x [B, C, …], weight [C_out, C/group, k…] → [B, C_out, …].</summary>
    public static GraphValue Conv(
        this GraphBuilder graph,
        GraphValue x,
        GraphValue weight,
        GraphValue? bias = null,
        long[]? strides = null,
        long[]? padding = null,
        long[]? dilations = null,
        long group = 1) =>
        graph.Node(
            "Conv",
            Inputs(x, weight, bias),
            [.. Window(strides, padding, dilations), new GraphAttribute("group", group)]);

    /// <summary>The transpose of <see cref="Conv"/>: x [B, C, …], weight [C, C_out/group, k…] → [B, C_out, …].
    /// </summary>
    public static GraphValue ConvTranspose(
        this GraphBuilder graph,
        GraphValue x,
        GraphValue weight,
        GraphValue? bias = null,
        long[]? strides = null,
        long[]? padding = null,
        long[]? dilations = null,
        long[]? outputPadding = null,
        long group = 1) =>
        graph.Node(
            "ConvTranspose",
            Inputs(x, weight, bias),
            [
                .. Window(strides, padding, dilations),
                .. Optional("output_padding", outputPadding),
                new GraphAttribute("group", group),
            ]);

    /// <summary>Mean over windows of <paramref name="kernel"/>; padded zeros count as values.</summary>
    public static GraphValue AveragePool(
        this GraphBuilder graph, GraphValue x, long[] kernel, long[]? strides = null, long[]? padding = null) =>
        graph.Node(
            "AveragePool",
            [x],
            [
                new GraphAttribute("kernel_shape", kernel),
                new GraphAttribute("count_include_pad", 1),
                .. Window(strides ?? kernel, padding, null),
            ]);

    /// <summary>Maximum over windows of <paramref name="kernel"/>.</summary>
    public static GraphValue MaxPool(
        this GraphBuilder graph, GraphValue x, long[] kernel, long[]? strides = null, long[]? padding = null) =>
        graph.Node(
            "MaxPool", [x], [new GraphAttribute("kernel_shape", kernel), .. Window(strides ?? kernel, padding, null)]);

    private static GraphValue[] Inputs(GraphValue x, GraphValue weight, GraphValue? bias) =>
        bias is null ? [x, weight] : [x, weight, bias];

    private static GraphAttribute[] Window(long[]? strides, long[]? padding, long[]? dilations) =>
    [
        .. Optional("strides", strides),
        .. Optional("pads", padding is null ? null : [.. padding, .. padding]),
        .. Optional("dilations", dilations),
    ];

    private static GraphAttribute[] Optional(string name, long[]? values) =>
        values is null ? [] : [new GraphAttribute(name, values)];
}
