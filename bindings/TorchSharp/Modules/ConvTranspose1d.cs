using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>The adjoint of a 1-dimensional convolution on [B, C, L]; weight [in, out / groups, kernel…].</summary>
    public sealed class ConvTranspose1d : ConvolutionTranspose
    {
        internal ConvTranspose1d(ConvolutionSizes sizes, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(ConvTranspose1d), sizes, bias, device, dtype)
        {
        }

        private protected override Tensor Convolve(Tensor input, long[]? padding, Padding? named) =>
            functional.conv_transpose1d(
                input, weight, bias, stride[0], padding![0], output_padding[0], dilation[0], groups);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ConvTranspose1d ConvTranspose1d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
                long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(
                    new ConvolutionSizes(in_channels, out_channels, Sizes.Of(kernel_size, 1))
                    {
                        Stride = Sizes.Of(stride, 1),
                        Padding = Sizes.Of(padding, 1),
                        OutputPadding = Sizes.Of(output_padding, 1),
                        Dilation = Sizes.Of(dilation, 1),
                        PaddingMode = padding_mode,
                        Groups = groups,
                        Transposed = true,
                    },
                    bias, device, dtype);
        }
    }
}
