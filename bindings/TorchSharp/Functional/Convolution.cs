using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Operations of neural networks as functions.</summary>
        public static partial class functional
        {
            private const string ConvArguments = "input weight bias stride padding dilation groups";
            private const string TransposeArguments = "input weight bias stride padding output_padding groups dilation";
            private static readonly Operator Linear = new("aten::linear", "input weight bias");
            private static readonly Operator Conv1d = new("aten::conv1d", ConvArguments);
            private static readonly Operator Conv2d = new("aten::conv2d", ConvArguments);
            private static readonly Operator Conv3d = new("aten::conv3d", ConvArguments);
            private static readonly Operator Conv1dPadding = new("aten::conv1d.padding", ConvArguments);
            private static readonly Operator Conv2dPadding = new("aten::conv2d.padding", ConvArguments);
            private static readonly Operator Conv3dPadding = new("aten::conv3d.padding", ConvArguments);
            private static readonly Operator ConvTranspose1d = new("aten::conv_transpose1d", TransposeArguments);
            private static readonly Operator ConvTranspose2d = new("aten::conv_transpose2d.input", TransposeArguments);
            private static readonly Operator ConvTranspose3d = new("aten::conv_transpose3d.input", TransposeArguments);
            private static readonly Operator Im2Col = new("aten::im2col", "self kernel_size dilation padding stride");
            private static readonly Operator Col2Im =
                new("aten::col2im", "self output_size kernel_size dilation padding stride");

            /// <summary><c>input weightsᵀ + bias</c>.</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Linear.Call(input, weights, bias);

            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null,
                long? dilation = null, long groups = 1) =>
                Conv1d.Call(input, weight, bias, Or(stride), Or(padding), Or(dilation), groups);

            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Conv2d.Call(input, weight, bias, Or(strides), Or(padding), Or(dilation), groups);

            public static Tensor conv3d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Conv3d.Call(input, weight, bias, Or(strides), Or(padding), Or(dilation), groups);

            public static Tensor conv1d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, Padding padding = Padding.Valid,
                long? dilation = null, long groups = 1) =>
                Conv1dPadding.Call(input, weight, bias, Or(stride), Name(padding), Or(dilation), groups);

            public static Tensor conv2d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                Conv2dPadding.Call(input, weight, bias, Or(strides), Name(padding), Or(dilation), groups);

            public static Tensor conv3d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                Conv3dPadding.Call(input, weight, bias, Or(strides), Name(padding), Or(dilation), groups);

            public static Tensor conv_transpose1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null,
                long? output_padding = null, long? dilation = null, long groups = 1) =>
                ConvTranspose1d.Call(
                    input, weight, bias, Or(stride), Or(padding), Or(output_padding), groups, Or(dilation));

            public static Tensor conv_transpose2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                ConvTranspose2d.Call(
                    input, weight, bias, Or(strides), Or(padding), Or(output_padding), groups, Or(dilation));

            public static Tensor conv_transpose3d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                ConvTranspose3d.Call(
                    input, weight, bias, Or(strides), Or(padding), Or(output_padding), groups, Or(dilation));

            /// <summary>Sliding windows as columns: [B, C, H, W] → [B, C·kh·kw, L].</summary>
            public static Tensor unfold(
                Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null,
                (long, long)? stride = null) => Im2Col.Call(
                    input, Pair(kernel_size), Pair(dilation ?? (1, 1)), Pair(padding ?? (0, 0)),
                    Pair(stride ?? (1, 1)));

            public static Tensor unfold(
                Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <summary>Sums columns back into windows: the adjoint of <c>unfold</c>.</summary>
            public static Tensor fold(
                Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null,
                (long, long)? padding = null, (long, long)? stride = null) => Col2Im.Call(
                    input, Pair(output_size), Pair(kernel_size), Pair(dilation ?? (1, 1)), Pair(padding ?? (0, 0)),
                    Pair(stride ?? (1, 1)));

            public static Tensor fold(
                Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0,
                long stride = 1) => fold(
                    input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation),
                    (padding, padding), (stride, stride));

            private static long[] Pair((long, long) sizes) => [sizes.Item1, sizes.Item2];

            private static Argument Or(long? value) => value is { } given ? new long[] { given } : Argument.Default;

            private static Argument Or(long[]? values) => values is null ? Argument.Default : values;

            private static string Name(Padding padding) => padding == Padding.Same ? "same" : "valid";
        }
    }
}
