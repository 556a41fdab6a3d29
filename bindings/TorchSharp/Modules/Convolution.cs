using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What all convolutions share: sizes, weight [out, in / groups, kernel…] and bias.</summary>
public abstract class Convolution : Module<Tensor, Tensor>
{
    private readonly long[] border;

    private protected Convolution(string name, ConvolutionSizes sizes, bool bias, Device? device, ScalarType? dtype)
        : base(name)
    {
        RequireDivisible(sizes.InChannels, sizes.Groups, "in_channels");
        RequireDivisible(sizes.OutChannels, sizes.Groups, "out_channels");
        (in_channels, out_channels, groups) = (sizes.InChannels, sizes.OutChannels, sizes.Groups);
        (kernel_size, stride, dilation) = (sizes.Kernel, sizes.Stride, sizes.Dilation);
        (padding, padding_type, padding_mode) = (sizes.Padding, sizes.PaddingType, sizes.PaddingMode);
        (output_padding, transposed) = (sizes.OutputPadding, sizes.Transposed);
        border = Border();
        (long first, long second) = transposed
            ? (in_channels, out_channels / groups)
            : (out_channels, in_channels / groups);
        weight = new Parameter(empty([first, second, .. kernel_size], dtype: dtype, device: device));
        this.bias = bias ? new Parameter(empty([out_channels], dtype: dtype, device: device)) : null;
        FanInit.Fill(weight, this.bias);
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public Padding? padding_type { get; }

    public long[]? padding { get; }

    public PaddingModes padding_mode { get; }

    public long groups { get; }

    public long[] kernel_size { get; }

    public long[] stride { get; }

    public long[] dilation { get; }

    public long[] output_padding { get; }

    public Parameter weight
    {
        get => OwnParameter(nameof(weight))!;
        set => ConditionallyRegisterParameter(nameof(weight), value);
    }

    public Parameter? bias
    {
        get => OwnParameter(nameof(bias));
        set => ConditionallyRegisterParameter(nameof(bias), value);
    }

    /// <summary>Convolves, after padding by hand where the mode is not zeros.</summary>
    public override Tensor forward(Tensor input)
    {
        if (padding_mode == PaddingModes.Zeros || border.All(width => width == 0))
        {
            return Convolve(input, padding, padding_type);
        }
        using Tensor padded = functional.pad(input, border, padding_mode);
        return Convolve(padded, Sizes.Of(0, kernel_size.Length), null);
    }

    private protected abstract Tensor Convolve(Tensor input, long[]? padding, Padding? named);

    // Widths before and after each dimension, the last dimension first.
    private long[] Border()
    {
        long[] widths = new long[2 * kernel_size.Length];
        for (int i = 0; i < kernel_size.Length; i++)
        {
            int at = widths.Length - 2 - (2 * i);
            long total = padding_type == Padding.Same ? dilation[i] * (kernel_size[i] - 1) : 0;
            widths[at] = padding is null ? total / 2 : padding[i];
            widths[at + 1] = padding is null ? total - (total / 2) : padding[i];
        }
        return widths;
    }

    private static void RequireDivisible(long channels, long groups, string name)
    {
        if (groups < 1 || channels % groups != 0)
        {
            throw new ArgumentException($"Expected {name} divisible by groups, got {channels} and {groups}.", name);
        }
    }
}

/// <summary>The sizes of a convolution, per spatial dimension.</summary>
internal sealed record ConvolutionSizes(long InChannels, long OutChannels, long[] Kernel)
{
    public long[] Stride { get; init; } = Sizes.Of(1, Kernel.Length);

    public long[]? Padding { get; init; }

    public Padding? PaddingType { get; init; }

    public PaddingModes PaddingMode { get; init; }

    public long[] OutputPadding { get; init; } = Sizes.Of(0, Kernel.Length);

    public long[] Dilation { get; init; } = Sizes.Of(1, Kernel.Length);

    public long Groups { get; init; } = 1;

    public bool Transposed { get; init; }
}
