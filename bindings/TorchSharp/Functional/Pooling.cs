using TorchSharp.Modules;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private const string AverageArguments = "self kernel_size stride padding ceil_mode count_include_pad";
            private const string MaximumArguments = "self kernel_size stride padding dilation ceil_mode";
            private static readonly Operator AvgPool1d = new("aten::avg_pool1d", AverageArguments);
            private static readonly Operator AvgPool2d =
                new("aten::avg_pool2d", AverageArguments + " divisor_override");
            private static readonly Operator AvgPool3d =
                new("aten::avg_pool3d", AverageArguments + " divisor_override");
            private static readonly Operator MaxPool1d = new("aten::max_pool1d", MaximumArguments);
            private static readonly Operator MaxPool2d = new("aten::max_pool2d", MaximumArguments);
            private static readonly Operator MaxPool3d = new("aten::max_pool3d", MaximumArguments);
            private static readonly Operator AdaptiveAvgPool1d = new("aten::adaptive_avg_pool1d", "self output_size");
            private static readonly Operator AdaptiveAvgPool2d = new("aten::adaptive_avg_pool2d", "self output_size");
            private static readonly Operator AdaptiveAvgPool3d = new("aten::adaptive_avg_pool3d", "self output_size");

            public static Tensor avg_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true) =>
                AvgPool1d.Call(input, new[] { kernel_size }, Or(stride), Or(padding), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                AvgPool2d.Call(
                    input, kernel_size, Or(stride), Or(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) => avg_pool2d(
                    input, Sizes.Of(kernel_size, 2), Sizes.Of(stride, 2), Sizes.Of(padding, 2), ceil_mode,
                    count_include_pad, divisor_override);

            public static Tensor avg_pool3d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                AvgPool3d.Call(
                    input, kernel_size, Or(stride), Or(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor max_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                MaxPool1d.Call(input, new[] { kernel_size }, Or(stride), Or(padding), Or(dilation), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false) =>
                MaxPool2d.Call(input, kernel_size, Or(strides), Or(padding), Or(dilation), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) => max_pool2d(
                    input, Sizes.Of(kernel_size, 2), Sizes.Of(stride, 2), Sizes.Of(padding, 2), Sizes.Of(dilation, 2),
                    ceil_mode);

            public static Tensor max_pool3d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false) =>
                MaxPool3d.Call(input, kernel_size, Or(strides), Or(padding), Or(dilation), ceil_mode);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) =>
                AdaptiveAvgPool1d.Call(input, new[] { output_size });

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) =>
                AdaptiveAvgPool2d.Call(input, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                adaptive_avg_pool2d(input, Pair(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                adaptive_avg_pool2d(input, (output_size, output_size));

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) =>
                AdaptiveAvgPool3d.Call(input, output_size);
        }
    }
}
