using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>
    /// The adjoint of a 3-dimensional convolution on [B, C, D, H, W]; weight [in, out / groups, kernel…].
    /// </summary>
    public sealed class ConvTranspose3d : ConvolutionTranspose
    {
        internal ConvTranspose3d(ConvolutionSizes sizes, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(ConvTranspose3d), sizes, bias, device, dtype)
        {
        }

        private protected override Tensor Convolve(Tensor input, long[]? padding, Padding? named) =>
            functional.conv_transpose3d(
                input, weight, bias, stride, padding, output_padding, dilation, groups);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ConvTranspose3d ConvTranspose3d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
                long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(
                    new ConvolutionSizes(in_channels, out_channels, Sizes.Of(kernel_size, 3))
                    {
                        Stride = Sizes.Of(stride, 3),
                        Padding = Sizes.Of(padding, 3),
                        OutputPadding = Sizes.Of(output_padding, 3),
                        Dilation = Sizes.Of(dilation, 3),
                        PaddingMode = padding_mode,
                        Groups = groups,
                        Transposed = true,
                    },
                    bias, device, dtype);

            public static ConvTranspose3d ConvTranspose3d(
                long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null,
                (long, long, long)? padding = null, (long, long, long)? output_padding = null,
                (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) => new(
                    new ConvolutionSizes(in_channels, out_channels, Sizes.Of(kernel_size))
                    {
                        Stride = Sizes.Of(stride) ?? Sizes.Of(1, 3),
                        Padding = Sizes.Of(padding) ?? Sizes.Of(0, 3),
                        OutputPadding = Sizes.Of(output_padding) ?? Sizes.Of(0, 3),
                        Dilation = Sizes.Of(dilation) ?? Sizes.Of(1, 3),
                        PaddingMode = padding_mode,
                        Groups = groups,
                        Transposed = true,
                    },
                    bias, device, dtype);
        }
    }
}
