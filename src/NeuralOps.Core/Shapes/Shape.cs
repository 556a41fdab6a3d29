using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Checks tensor shapes at the public border.</summary>
public static class Shape
{
    /// <summary>An axis of any length.</summary>
    public const long Any = -1;

    /// <summary>Checks number and lengths of the axes of <paramref name="x"/>.</summary>
    /// <param name="x">The tensor to check.</param>
    /// <param name="axes">The names of the axes, separated by spaces, e.g. <c>"B C_in H W"</c>.</param>
    /// <param name="expected">One length per axis, <see cref="Any"/> where all are good.</param>
    /// <param name="name">The name of the argument in the caller.</param>
    /// <exception cref="ArgumentException">The shape differs, or <paramref name="axes"/> and
    /// <paramref name="expected"/> are of different lengths.</exception>
    public static void Require(
        Tensor x,
        string axes,
        ReadOnlySpan<long> expected,
        [CallerArgumentExpression(nameof(x))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(x, name);
        Require(x.shape, axes, expected, name);
    }

    /// <summary>Checks number and lengths of the axes of a shape.</summary>
    /// <param name="shape">The shape to check.</param>
    /// <param name="axes">The names of the axes, separated by spaces.</param>
    /// <param name="expected">One length per axis, <see cref="Any"/> where all are good.</param>
    /// <param name="name">The name of the argument in the caller.</param>
    /// <exception cref="ArgumentException">The shape differs, or <paramref name="axes"/> and
    /// <paramref name="expected"/> are of different lengths.</exception>
    public static void Require(
        ReadOnlySpan<long> shape,
        string axes,
        ReadOnlySpan<long> expected,
        [CallerArgumentExpression(nameof(shape))] string name = "")
    {
        if (!Matches(shape, expected))
        {
            throw new ArgumentException($"Expected shape {Describe(axes, expected)}, got {Format(shape)}.", name);
        }
    }

    /// <summary>A shape as text: <c>[2, 1, 64, 64]</c>.</summary>
    public static string Format(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    private static bool Matches(ReadOnlySpan<long> shape, ReadOnlySpan<long> expected)
    {
        if (shape.Length != expected.Length)
        {
            return false;
        }

        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (expected[axis] != Any && expected[axis] != shape[axis])
            {
                return false;
            }
        }

        return true;
    }

    private static string Describe(string axes, ReadOnlySpan<long> expected)
    {
        string[] names = axes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length != expected.Length)
        {
            throw new ArgumentException(
                $"Expected one length per axis of '{axes}', got {expected.Length} lengths.", nameof(expected));
        }

        for (int axis = 0; axis < names.Length; axis++)
        {
            names[axis] += expected[axis] == Any ? "" : $"={expected[axis]}";
        }

        return $"[{string.Join(", ", names)}]";
    }
}
