using static TorchSharp.torch;

namespace NeuralOps.Core;

public static partial class SpectralMixing
{
    /// <summary>The map as nodes of a graph: matrix products on any grid, from the same weights.</summary>
    /// <param name="graph">The graph, positioned at the scope of the weights.</param>
    /// <param name="x">[B, C_in, n_1 .. n_d].</param>
    /// <param name="real">R by name, blocks [C_in, C_out, m_1 .. m_d]; stored as [m_1 .. m_d, C_in, C_out].</param>
    /// <param name="imaginary">I by name.</param>
    /// <param name="rows">Which frequencies of the leading axes are kept.</param>
    /// <param name="scaling">Where the pair of transforms is divided by N.</param>
    /// <returns>[B, C_out, n_1 .. n_d].</returns>
    /// <exception cref="ArgumentException">A weight is not float32, or the number of blocks does not fit.</exception>
    public static GraphValue Export(
        GraphBuilder graph,
        GraphValue x,
        IReadOnlyList<(string Name, Tensor Weight)> real,
        IReadOnlyList<(string Name, Tensor Weight)> imaginary,
        KeptRows rows,
        FourierScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(imaginary);
        Tensor[] blocks = [.. real.Select(entry => entry.Weight)];
        var (positive, negative) = KeptModes.Modes(blocks, rows);
        RequireCount(real.Count, positive.Length, rows, nameof(real));
        RequireCount(imaginary.Count, positive.Length, rows, nameof(imaginary));
        var axes = GraphAxis.Of(graph, x, positive, negative, rows);
        var spectrum = TruncatedFourier.Forward(graph, x, axes, scaling);
        var (mixedReal, mixedImaginary) = Mix(graph, spectrum, real, imaginary, axes);
        var y = TruncatedFourier.Inverse(graph, mixedReal, mixedImaginary, x, axes, scaling);

        // A shape that follows from the input's alone lets the runtime fold the constants of later layers at once.
        var batch = graph.Node("Shape", [x], new GraphAttribute("end", 1));
        var channels = graph.Constant(blocks[0].size(1));
        return graph.Reshape(y, graph.Concat(0, batch, channels, graph.Shape(x, 2)));
    }

    private static (GraphValue Real, GraphValue Imaginary) Mix(
        GraphBuilder graph,
        (GraphValue Real, GraphValue Imaginary) spectrum,
        IReadOnlyList<(string Name, Tensor Weight)> real,
        IReadOnlyList<(string Name, Tensor Weight)> imaginary,
        GraphAxis[] axes)
    {
        long[] space = [.. Enumerable.Range(2, axes.Length).Select(axis => (long)axis)];
        var both = graph.Concat(0, spectrum.Real, spectrum.Imaginary);
        var x = graph.Transpose(both, [.. space, 0, 1]); // [r_1 .. m_d, 2B, C_in]
        var byReal = new GraphValue[real.Count];
        var byImaginary = new GraphValue[real.Count];
        for (var block = 0; block < real.Count; block++)
        {
            var part = Part(graph, x, axes, block);
            byReal[block] = graph.MatMul(part, Stored(graph, real[block], axes, block));
            byImaginary[block] = graph.MatMul(part, Stored(graph, imaginary[block], axes, block));
        }

        var r = TruncatedFourier.Halves(graph, Join(graph, byReal), -2); // 2 · [r_1 .. m_d, B, C_out]
        var i = TruncatedFourier.Halves(graph, Join(graph, byImaginary), -2);
        long[] back = [axes.Length, axes.Length + 1, .. space.Select(axis => axis - 2)];
        return (
            graph.Transpose(graph.Sub(r[0], i[1]), back),
            graph.Transpose(graph.Add(i[0], r[1]), back));
    }

    // The frequencies of a block among the kept ones.
    private static GraphValue Part(GraphBuilder graph, GraphValue x, GraphAxis[] axes, int block)
    {
        for (var axis = 0; axis < axes.Length - 1; axis++)
        {
            if (axes[axis].Negative is not null)
            {
                x = KeptModes.IsNegative(block, axis)
                    ? Slice(graph, x, axis, axes[axis].Positive, graph.Constant(long.MaxValue))
                    : Slice(graph, x, axis, graph.Constant(0L), axes[axis].Positive);
            }
        }

        return x;
    }

    // The active part of a block: first rows, where the sign is negative the last.
    private static GraphValue Stored(
        GraphBuilder graph, (string Name, Tensor Weight) entry, GraphAxis[] axes, int block)
    {
        using var scope = NewDisposeScope();
        long[] order = [.. Enumerable.Range(2, axes.Length).Select(axis => (long)axis), 0, 1];
        var weight = graph.Weight(entry.Name, entry.Weight.detach().permute(order));
        for (var axis = 0; axis < axes.Length; axis++)
        {
            if (KeptModes.IsNegative(block, axis))
            {
                var modes = graph.Constant(entry.Weight.size(axis + 2));
                weight = Slice(graph, weight, axis, graph.Sub(modes, axes[axis].Negative!), modes);
            }
            else
            {
                weight = Slice(graph, weight, axis, graph.Constant(0L), axes[axis].Positive);
            }
        }

        return weight;
    }

    private static GraphValue Join(GraphBuilder graph, GraphValue[] blocks)
    {
        for (var axis = 0; blocks.Length > 1; axis++)
        {
            blocks = [.. blocks.Chunk(2).Select(pair => graph.Concat(axis, pair))];
        }

        return blocks[0];
    }

    private static GraphValue Slice(GraphBuilder graph, GraphValue x, long axis, GraphValue start, GraphValue end) =>
        graph.Node("Slice", [x, start, end, graph.Constant(axis)]);
}
