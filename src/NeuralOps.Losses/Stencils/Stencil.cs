using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// First derivatives of fields [..., H, W] by finite differences: x is the column (W), y the row (H). The domain is
/// [−1, 1] along both axes, so Δx = 2/W and Δy = 2/H, unless a spacing is given.
/// </summary>
/// <remarks>Differentiable. With zeros beyond the border the last forward difference is −f/Δ, as in the
/// reference.</remarks>
public sealed record Stencil
{
    /// <summary>The difference quotient.</summary>
    public StencilMode Mode { get; init; } = StencilMode.Forward;

    /// <summary>What lies beyond the border: zeros, reflect (without the border cell), replicate or circular.</summary>
    public PaddingModes Padding
    {
        get;
        init => field = value is >= PaddingModes.Zeros and <= PaddingModes.Circular
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Padding), value, "Expected Zeros, Reflect, Replicate or Circular.");
    } = PaddingModes.Replicate;

    /// <summary>Δ of both axes, positive; null for 2/W and 2/H.</summary>
    public double? Spacing
    {
        get;
        init
        {
            if (value is { } spacing)
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spacing, nameof(Spacing));
            }

            field = value;
        }
    }

    /// <summary>∂f/∂x along the last axis. f [..., H, W] → [..., H, W].</summary>
    /// <param name="f">A field, at least two cells wide.</param>
    /// <exception cref="ArgumentException">f has fewer than two axes, or an axis of one cell.</exception>
    public Tensor AlongX(Tensor f) => Derivative(f, -1);

    /// <summary>∂f/∂y along the last axis but one. f [..., H, W] → [..., H, W].</summary>
    /// <param name="f">A field, at least two cells high.</param>
    /// <exception cref="ArgumentException">f has fewer than two axes, or an axis of one cell.</exception>
    public Tensor AlongY(Tensor f) => Derivative(f, -2);

    /// <summary>∂vx/∂x + ∂vy/∂y. velocity [B, 2, H, W] → [B, 1, H, W].</summary>
    /// <param name="velocity">Components along x and y.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public Tensor Divergence(Tensor velocity)
    {
        Shape.Require(velocity, "B C H W", [Shape.Any, 2, Shape.Any, Shape.Any]);
        using var scope = NewDisposeScope();
        return (AlongX(velocity.narrow(1, 0, 1)) + AlongY(velocity.narrow(1, 1, 1))).MoveToOuterDisposeScope();
    }

    /// <summary>∂vy/∂x − ∂vx/∂y. velocity [B, 2, H, W] → [B, 1, H, W].</summary>
    /// <param name="velocity">Components along x and y.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public Tensor Vorticity(Tensor velocity)
    {
        Shape.Require(velocity, "B C H W", [Shape.Any, 2, Shape.Any, Shape.Any]);
        using var scope = NewDisposeScope();
        return (AlongX(velocity.narrow(1, 1, 1)) - AlongY(velocity.narrow(1, 0, 1))).MoveToOuterDisposeScope();
    }

    private Tensor Derivative(Tensor f, int axis)
    {
        if (f.ndim < 2 || f.size(-1) < 2 || f.size(-2) < 2)
        {
            throw new ArgumentException(
                $"Expected shape [..., H, W] with at least 2x2 cells, got {Shape.Format(f.shape)}.", nameof(f));
        }

        using var scope = NewDisposeScope();
        long n = f.size(axis);
        double spacing = Spacing ?? 2.0 / n;
        var next = cat([f.narrow(axis, 1, n - 1), Beyond(f, axis, n - 1, n - 2, 0)], axis);
        if (Mode == StencilMode.Forward)
        {
            return next.sub_(f).div_(spacing).MoveToOuterDisposeScope();
        }

        var previous = cat([Beyond(f, axis, 0, 1, n - 1), f.narrow(axis, 0, n - 1)], axis);
        return next.sub_(previous).div_(2 * spacing).MoveToOuterDisposeScope();
    }

    private Tensor Beyond(Tensor f, int axis, long edge, long inner, long opposite) => Padding switch
    {
        PaddingModes.Zeros => zeros_like(f.narrow(axis, edge, 1)),
        PaddingModes.Reflect => f.narrow(axis, inner, 1),
        PaddingModes.Circular => f.narrow(axis, opposite, 1),
        _ => f.narrow(axis, edge, 1),
    };
}
