using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What all transposed convolutions share.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    private protected ConvolutionTranspose(
        string name, ConvolutionSizes sizes, bool bias, Device? device, ScalarType? dtype)
        : base(name, sizes, bias, device, dtype)
    {
        if (sizes.PaddingMode != PaddingModes.Zeros)
        {
            throw new ArgumentException(
                $"{name} pads with zeros only, got padding_mode {sizes.PaddingMode}.", nameof(sizes));
        }
    }
}
