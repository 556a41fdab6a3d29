using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Interpolation of <c>nn.functional.grid_sample</c>, numbered as in libtorch's string table.</summary>
    public enum GridSampleMode
    {
        Nearest = 0,
        Bilinear = 2,
    }

    /// <summary>What <c>nn.functional.grid_sample</c> reads outside the image.</summary>
    public enum GridSamplePaddingMode
    {
        Zeros = 0,
        Reflection = 1,
        Border = 2,
    }

    public static partial class nn
    {
        public static partial class functional
        {
            private const string NearestArguments = "input output_size scale_factors";
            private const string LinearArguments = "input output_size align_corners scale_factors";
            private static readonly Operator PadOperator = new("aten::pad", "self pad mode value");
            private static readonly Operator GridSampler =
                new("aten::grid_sampler", "input grid interpolation_mode padding_mode align_corners");
            private static readonly Operator PixelShuffle = new("aten::pixel_shuffle", "self upscale_factor");
            private static readonly Operator PixelUnshuffle = new("aten::pixel_unshuffle", "self downscale_factor");

            // By number of spatial dimensions, 1 to 3.
            private static readonly Operator[] Nearest = PerDimension("upsample_nearest");
            private static readonly Operator[] NearestExact = PerDimension("_upsample_nearest_exact");
            private static readonly Operator Linear1d = new("aten::upsample_linear1d.vec", LinearArguments);
            private static readonly Operator Bilinear2d = new("aten::upsample_bilinear2d.vec", LinearArguments);
            private static readonly Operator Trilinear3d = new("aten::upsample_trilinear3d.vec", LinearArguments);
            private static readonly Operator Bicubic2d = new("aten::upsample_bicubic2d.vec", LinearArguments);
            private static readonly Operator Bilinear2dSmooth =
                new("aten::_upsample_bilinear2d_aa.vec", LinearArguments);
            private static readonly Operator Bicubic2dSmooth = new("aten::_upsample_bicubic2d_aa.vec", LinearArguments);

            /// <summary>Resizes the spatial dimensions of [B, C, …] to a size or by a factor.</summary>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null,
                bool recompute_scale_factor = false, bool antialias = false)
            {
                int spatial = (int)x.ndim - 2;
                if ((size is null) == (scale_factor is null))
                {
                    throw new ArgumentException("Expected exactly one of size and scale_factor.");
                }
                size = PerDimension(size, spatial, nameof(size));
                scale_factor = PerDimension(scale_factor, spatial, nameof(scale_factor));
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    size = [.. scale_factor.Select((factor, i) => (long)Math.Floor(x.size(i + 2) * factor))];
                    scale_factor = null;
                }
                bool aligned = align_corners ?? false;
                return (mode, spatial, antialias) switch
                {
                    (InterpolationMode.Nearest, >= 1 and <= 3, false) =>
                        Nearest[spatial - 1].Call(x, size, scale_factor),
                    (InterpolationMode.NearestExact, >= 1 and <= 3, false) =>
                        NearestExact[spatial - 1].Call(x, size, scale_factor),
                    (InterpolationMode.Area, 1, false) => adaptive_avg_pool1d(x, size![0]),
                    (InterpolationMode.Area, 2, false) => adaptive_avg_pool2d(x, size!),
                    (InterpolationMode.Area, 3, false) => adaptive_avg_pool3d(x, size!),
                    (InterpolationMode.Linear, 1, false) => Linear1d.Call(x, size, aligned, scale_factor),
                    (InterpolationMode.Bilinear, 2, false) => Bilinear2d.Call(x, size, aligned, scale_factor),
                    (InterpolationMode.Bilinear, 2, true) => Bilinear2dSmooth.Call(x, size, aligned, scale_factor),
                    (InterpolationMode.Trilinear, 3, false) => Trilinear3d.Call(x, size, aligned, scale_factor),
                    (InterpolationMode.Bicubic, 2, false) => Bicubic2d.Call(x, size, aligned, scale_factor),
                    (InterpolationMode.Bicubic, 2, true) => Bicubic2dSmooth.Call(x, size, aligned, scale_factor),
                    _ => throw new ArgumentException(
                        $"{mode} interpolation{(antialias ? " with antialias" : "")} does not take "
                        + $"{x.ndim}-dimensional input."),
                };
            }

            public static Tensor upsample(
                Tensor input, long[]? size = null, double[]? scale_factor = null,
                UpsampleMode mode = UpsampleMode.Nearest, bool align_corners = false) => interpolate(
                    input, size, scale_factor, (InterpolationMode)mode,
                    mode == UpsampleMode.Nearest ? null : align_corners);

            /// <summary>
            /// Pads the last dimensions: <paramref name="pad"/> lists (before, after), the last dimension first.
            /// </summary>
            public static Tensor pad(
                Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
                {
                    PaddingModes.Constant or PaddingModes.Zeros => PadOperator.Call(input, pad, "constant", value),
                    PaddingModes.Reflect => PadOperator.Call(input, pad, "reflect"),
                    PaddingModes.Replicate => PadOperator.Call(input, pad, "replicate"),
                    _ => PadOperator.Call(input, pad, "circular"),
                };

            public static Tensor pad(
                Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(
                Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, Pair(pad), mode, value);

            public static Tensor pad(
                Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant,
                double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>Reads [B, C, H, W] at the points of a grid [B, H', W', 2] in (x, y) of −1…1.</summary>
            public static Tensor grid_sample(
                Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                long interpolation = mode == GridSampleMode.Nearest ? 1 : 0;
                long outside = padding_mode switch
                {
                    GridSamplePaddingMode.Border => 1,
                    GridSamplePaddingMode.Reflection => 2,
                    _ => 0,
                };
                return GridSampler.Call(input, grid, interpolation, outside, align_corners ?? false);
            }

            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) =>
                PixelShuffle.Call(input, upscale_factor);

            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) =>
                PixelUnshuffle.Call(input, downscale_factor);

            private static Operator[] PerDimension(string name) =>
                [.. Enumerable.Range(1, 3).Select(i => new Operator($"aten::{name}{i}d.vec", NearestArguments))];

            private static T[]? PerDimension<T>(T[]? values, int dimensions, string name)
            {
                if (values is null || values.Length == dimensions)
                {
                    return values;
                }
                return values.Length == 1
                    ? [.. Enumerable.Repeat(values[0], dimensions)]
                    : throw new ArgumentException(
                        $"Expected {dimensions} values, one per spatial dimension, got {values.Length}.", name);
            }
        }
    }
}
