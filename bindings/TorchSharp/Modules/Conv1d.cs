using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>A 1-dimensional convolution of [B, C, L].</summary>
    public sealed class Conv1d : Convolution
    {
        internal Conv1d(ConvolutionSizes sizes, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(Conv1d), sizes, bias, device, dtype)
        {
        }

        private protected override Tensor Convolve(Tensor input, long[]? padding, Padding? named) => named is { } type
            ? functional.conv1d_padding(input, weight, bias, stride[0], type, dilation[0], groups)
            : functional.conv1d(input, weight, bias, stride[0], padding?[0], dilation[0], groups);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv1d Conv1d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new(
                    new ConvolutionSizes(in_channels, out_channels, Sizes.Of(kernel_size, 1))
                    {
                        Stride = Sizes.Of(stride, 1),
                        Padding = Sizes.Of(padding, 1),
                        Dilation = Sizes.Of(dilation, 1),
                        PaddingMode = padding_mode,
                        Groups = groups,
                    },
                    bias, device, dtype);

            public static Conv1d Conv1d(
                long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new(
                    new ConvolutionSizes(in_channels, out_channels, Sizes.Of(kernel_size, 1))
                    {
                        Stride = Sizes.Of(stride, 1),
                        PaddingType = padding,
                        Dilation = Sizes.Of(dilation, 1),
                        PaddingMode = padding_mode,
                        Groups = groups,
                    },
                    bias, device, dtype);
        }
    }
}
