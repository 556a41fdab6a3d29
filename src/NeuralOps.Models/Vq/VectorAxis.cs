using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The axis of a tensor that holds the vectors to quantise.</summary>
public enum VectorAxis
{
    /// <summary>The last one: [.., D].</summary>
    Last,

    /// <summary>The second one: [B, D, ..], as feature maps have it.</summary>
    Channels,
}

/// <summary>Brings the vectors of a tensor to rows and back; shape [B, D, ..] or [.., D].</summary>
internal static class VectorLayout
{
    /// <summary>The vectors as rows, [N, D].</summary>
    public static Tensor Rows(this VectorAxis axis, Tensor z)
    {
        Tensor last = axis == VectorAxis.Last
            ? z
            : z.permute([0, .. Enumerable.Range(2, (int)z.ndim - 2).Select(i => (long)i), 1]);
        return last.reshape(-1, last.size((int)last.ndim - 1));
    }

    /// <summary>Rows [N, D] as a tensor whose other axes have the lengths given.</summary>
    public static Tensor FromRows(this VectorAxis axis, Tensor rows, long[] others)
    {
        var last = rows.reshape([.. others, rows.size(1)]);
        return axis == VectorAxis.Last
            ? last
            : last.permute([0, others.Length, .. Enumerable.Range(1, others.Length - 1).Select(i => (long)i)]);
    }

    /// <summary>The lengths of the other axes of z.</summary>
    public static long[] Others(this VectorAxis axis, Tensor z) =>
        axis == VectorAxis.Last ? z.shape[..^1] : [z.size(0), .. z.shape[2..]];

    /// <summary>Refuses a tensor without vectors of the length wanted.</summary>
    public static void Require(this VectorAxis axis, Tensor z, long length)
    {
        int place = axis == VectorAxis.Last ? (int)z.ndim - 1 : 1;
        if (z.ndim < 1 || z.ndim <= place || z.size(place) != length)
        {
            string expected = axis == VectorAxis.Last ? $"[.., D={length}]" : $"[B, D={length}, ..]";
            throw new ArgumentException($"Expected shape {expected}, got {Shape.Format(z.shape)}.", nameof(z));
        }
    }

    /// <summary>Appends the vectors as the last axis: [.., D], or [B, P, D] of [B, D, ..].</summary>
    public static GraphValue Rows(this VectorAxis axis, GraphBuilder graph, GraphValue z) => axis == VectorAxis.Last
        ? z
        : graph.Transpose(graph.Reshape(z, 0, 0, -1), 0, 2, 1);

    /// <summary>Appends the way back from <see cref="Rows(VectorAxis, GraphBuilder, GraphValue)"/> of
    /// <paramref name="like"/>.</summary>
    public static GraphValue FromRows(this VectorAxis axis, GraphBuilder graph, GraphValue rows, GraphValue like) =>
        axis == VectorAxis.Last ? rows : graph.Reshape(graph.Transpose(rows, 0, 2, 1), graph.Shape(like));

    /// <summary>Appends one number a vector, [..] or [B, P], in the shape of <paramref name="like"/> without the vector
    /// axis.</summary>
    public static GraphValue FromIds(this VectorAxis axis, GraphBuilder graph, GraphValue ids, GraphValue like)
    {
        if (axis == VectorAxis.Last)
        {
            return ids;
        }

        var shape = graph.Shape(like);
        return graph.Reshape(ids, graph.Concat(0, graph.Slice(shape, 0, 0, 1), graph.Slice(shape, 0, 2)));
    }
}
