using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>A 2-dimensional convolution of [B, C, H, W].</summary>
    public sealed class Conv2d : Convolution
    {
        internal Conv2d(ConvolutionSizes sizes, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(Conv2d), sizes, bias, device, dtype)
        {
        }

        private protected override Tensor Convolve(Tensor input, long[]? padding, Padding? named) => named is { } type
            ? functional.conv2d_padding(input, weight, bias, stride, type, dilation, groups)
            : functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new(
                    new ConvolutionSizes(in_channels, out_channels, Sizes.Of(kernel_size, 2))
                    {
                        Stride = Sizes.Of(stride, 2),
                        Padding = Sizes.Of(padding, 2),
                        Dilation = Sizes.Of(dilation, 2),
                        PaddingMode = padding_mode,
                        Groups = groups,
                    },
                    bias, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new(
                    new ConvolutionSizes(in_channels, out_channels, Sizes.Of(kernel_size, 2))
                    {
                        Stride = Sizes.Of(stride, 2),
                        PaddingType = padding,
                        Dilation = Sizes.Of(dilation, 2),
                        PaddingMode = padding_mode,
                        Groups = groups,
                    },
                    bias, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new(
                    new ConvolutionSizes(in_channels, out_channels, Sizes.Of(kernel_size))
                    {
                        Stride = Sizes.Of(stride) ?? Sizes.Of(1, 2),
                        Padding = Sizes.Of(padding) ?? Sizes.Of(0, 2),
                        Dilation = Sizes.Of(dilation) ?? Sizes.Of(1, 2),
                        PaddingMode = padding_mode,
                        Groups = groups,
                    },
                    bias, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, Padding padding,
                (long, long)? stride = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) => new(
                    new ConvolutionSizes(in_channels, out_channels, Sizes.Of(kernel_size))
                    {
                        Stride = Sizes.Of(stride) ?? Sizes.Of(1, 2),
                        PaddingType = padding,
                        Dilation = Sizes.Of(dilation) ?? Sizes.Of(1, 2),
                        PaddingMode = padding_mode,
                        Groups = groups,
                    },
                    bias, device, dtype);
        }
    }
}
