using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Rounds each number of a vector to one of a few values, so that the codebook is their product and nothing is learnt
/// (Mentzer et al. 2023, arXiv:2309.15505): z → round(tanh(z + s) h − o) / ⌊L/2⌋ in [−1, 1] with h = (L − 1)(1 + ε)/2,
/// o = ½ for even L and 0 for odd, s = artanh(o/h), ε = 1e-3. z [.., D] or [B, D, ..] → the same shape; gradients pass
/// the rounding unchanged.
/// </summary>
/// <remarks>Departs from the paper's listing in s (tan there) and in the sign of ε, because only so 0 becomes 0 for
/// every L and L = 2 has both values.</remarks>
public sealed class FiniteScalarQuantizer : Module<Tensor, Tensor>, IOnnxExportable
{
    private const double Slack = 1e-3;
    private const int MostValues = 1000; // the slack of more would round to a value that is none

    private readonly VectorAxis axis;
    private readonly int[] sizes;

    /// <summary>A quantiser with L_1 … L_D values a number.</summary>
    /// <param name="levels">The number of values of each of the D numbers, from 2 to 1000 each, with a product below
    /// 2⁶³.</param>
    /// <param name="axis">The axis that holds the vectors.</param>
    /// <exception cref="ArgumentException">There are no levels, one is out of range, or the product is too
    /// large.</exception>
    public FiniteScalarQuantizer(IReadOnlyList<int> levels, VectorAxis axis = VectorAxis.Last)
        : base(nameof(FiniteScalarQuantizer))
    {
        if (levels.Count == 0 || levels.Any(level => level is < 2 or > MostValues))
        {
            throw new ArgumentException(
                $"Expected at least one level, each of 2 to {MostValues} values, got [{string.Join(", ", levels)}].",
                nameof(levels));
        }

        if (levels.Sum(level => Math.Log2(level)) >= 63)
        {
            throw new ArgumentException(
                $"Expected levels with a product below 2^63, got [{string.Join(", ", levels)}].", nameof(levels));
        }

        (sizes, this.axis) = ([.. levels], axis);
        RegisterComponents();
    }

    /// <summary>The number of values of each number.</summary>
    public IReadOnlyList<int> Levels => sizes;

    /// <summary>The number of codes, ΠL.</summary>
    public long CodebookSize => sizes.Aggregate(1L, (product, level) => product * level);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">z has no vector axis of length D.</exception>
    public override Tensor forward(Tensor input)
    {
        axis.Require(input, sizes.Length);
        using var scope = NewDisposeScope();
        var bounded = Bound(axis.Rows(input));
        var rounded = bounded + (bounded.round() - bounded).detach();
        return axis.FromRows(rounded / Row(HalfWidths, input), axis.Others(input)).MoveToOuterDisposeScope();
    }

    /// <summary>The code of each vector, int64 in [0, ΠL) in the shape of z without the vector axis; the first number
    /// counts fastest.</summary>
    /// <param name="z">As of <see cref="forward"/>.</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>.</exception>
    public Tensor Codes(Tensor z)
    {
        axis.Require(z, sizes.Length);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var digits = (Bound(axis.Rows(z)).round() + Row(HalfWidths, z)).to(ScalarType.Int64);
        return (digits * tensor(Places, device: z.device)).sum(1).reshape(axis.Others(z)).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors of codes.</summary>
    /// <param name="codes">int64 [..] or [B, ..], in [0, ΠL).</param>
    /// <param name="dtype">Their element type.</param>
    public Tensor Lookup(Tensor codes, ScalarType dtype = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        var digits = codes.reshape(-1, 1).div(tensor(Places, device: codes.device), RoundingMode.floor)
            .remainder(tensor(sizes.Select(level => (long)level).ToArray(), device: codes.device));
        var half = tensor(HalfWidths, dtype, codes.device);
        return axis.FromRows((digits.to(dtype) - half) / half, codes.shape).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var moved = graph.Add(axis.Rows(graph, input), Row(graph, Shifts));
        var bounded = graph.Sub(graph.Mul(graph.Tanh(moved), Row(graph, Heights)), Row(graph, Offsets));
        var scaled = graph.Div(graph.Node("Round", [bounded]), Row(graph, HalfWidths));
        return axis.FromRows(graph, scaled, input);
    }

    private double[] Heights => [.. sizes.Select(level => (level - 1) * (1 + Slack) / 2)];

    private double[] Offsets => [.. sizes.Select(level => level % 2 == 0 ? 0.5 : 0)];

    private double[] Shifts => [.. Offsets.Zip(Heights, (offset, height) => Math.Atanh(offset / height))];

    private double[] HalfWidths => [.. sizes.Select(level => (double)(level / 2))];

    private long[] Places
    {
        get
        {
            long[] places = new long[sizes.Length];
            places[0] = 1;
            for (int i = 1; i < places.Length; i++)
            {
                places[i] = places[i - 1] * sizes[i - 1];
            }

            return places;
        }
    }

    private Tensor Bound(Tensor z) =>
        ((z + Row(Shifts, z)).tanh() * Row(Heights, z)) - Row(Offsets, z);

    private static Tensor Row(double[] values, Tensor like) => tensor(values, like.dtype, like.device);

    private static GraphValue Row(GraphBuilder graph, double[] values) =>
        graph.Constant([.. values.Select(value => (float)value)], values.Length);
}
