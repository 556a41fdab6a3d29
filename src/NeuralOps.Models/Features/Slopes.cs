using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Gradient and Laplacian of states [F, C, H, W] on a periodic grid, in units of the field per cell.</summary>
internal sealed class Slopes
{
    private readonly Tensor x;
    private readonly Tensor y;
    private readonly Tensor magnitude;
    private readonly Tensor laplacian;

    public Slopes(Tensor frames)
    {
        (long height, long width) = (frames.size(2), frames.size(3));
        var wide = functional.pad(frames, (1, 1, 1, 1), PaddingModes.Circular);
        Tensor Shift(Tensor field, long axis, long start) => field.narrow(axis, start, axis == 2 ? height : width);
        var rows = Shift(wide, 2, 0) + (Shift(wide, 2, 1) * 2) + Shift(wide, 2, 2); // [F, C, H, W+2]
        var columns = Shift(wide, 3, 0) + (Shift(wide, 3, 1) * 2) + Shift(wide, 3, 2);
        x = ((Shift(rows, 3, 2) - Shift(rows, 3, 0)) / 8).flatten(1); // [F, N]
        y = ((Shift(columns, 2, 2) - Shift(columns, 2, 0)) / 8).flatten(1);
        var squares = x.square() + y.square();
        SquaredMagnitude = squares.mean([1]);
        magnitude = FeatureMath.Root(squares);
        MeanMagnitude = magnitude.mean([1]);
        var (middle, centre) = (Shift(wide, 2, 1), Shift(wide, 3, 1));
        laplacian = (Shift(middle, 3, 0) + Shift(middle, 3, 2) + Shift(centre, 2, 0) + Shift(centre, 2, 2)
            - (frames * 4)).flatten(1);
    }

    /// <summary>⟨|g|²⟩, [F].</summary>
    public Tensor SquaredMagnitude { get; }

    /// <summary>⟨|g|⟩, [F].</summary>
    public Tensor MeanMagnitude { get; }

    /// <summary>The nine columns of gradient and Laplacian, each [F].</summary>
    public Tensor[] Columns()
    {
        var (alongX, alongY) = (x.abs().mean([1]), y.abs().mean([1]));
        var curvature = laplacian.abs();
        return
        [
            MeanMagnitude,
            FeatureMath.Deviation(magnitude),
            magnitude.max(1).values,
            alongX,
            alongY,
            FeatureMath.Ratio((alongX - alongY).abs(), alongX + alongY),
            curvature.mean([1]),
            curvature.max(1).values,
            laplacian.square().mean([1]),
        ];
    }
}
