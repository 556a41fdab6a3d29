using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The map of <see cref="SpectralMixing"/> in plain operators, for every device and element type.</summary>
internal static class SpectralComposition
{
    public static Tensor Apply(
        Tensor x,
        IReadOnlyList<Tensor> real,
        IReadOnlyList<Tensor> imaginary,
        KeptRows rows,
        FourierScaling scaling)
    {
        using var scope = NewDisposeScope();
        var grid = x.shape[2..];
        var kept = KeptModes.Of(real, grid, rows);
        var spectrum = TruncatedFourier.Forward(x, kept, scaling);
        var mixed = Mix(spectrum.Real, spectrum.Imaginary, Join(real, kept), Join(imaginary, kept));
        return TruncatedFourier.Inverse(mixed.Real, mixed.Imaginary, kept, grid, scaling).MoveToOuterDisposeScope();
    }

    // Y = X W per frequency; real and imaginary part of X are one batch, so that each weight is read once.
    private static (Tensor Real, Tensor Imaginary) Mix(
        Tensor real, Tensor imaginary, Tensor weightReal, Tensor weightImaginary)
    {
        var x = ByFrequency(cat([real, imaginary], 0)); // [M, 2B, C_in]
        var byReal = x.matmul(ByFrequency(weightReal)).chunk(2, 1); // 2 · [M, B, C_out]
        var byImaginary = x.matmul(ByFrequency(weightImaginary)).chunk(2, 1);
        long[] kept = real.shape[2..];
        return (Unfold(byReal[0] - byImaginary[1], kept), Unfold(byImaginary[0] + byReal[1], kept));
    }

    // [a, b, m..] → [M, a, b]
    private static Tensor ByFrequency(Tensor x) => x.flatten(2).permute(2, 0, 1);

    private static Tensor Unfold(Tensor mixed, long[] kept)
    {
        var channelsFirst = mixed.permute(1, 2, 0); // [B, C_out, M]
        return channelsFirst.reshape([.. channelsFirst.shape[..2], .. kept]);
    }

    // Active parts of all blocks, in the order of the kept frequencies: bit 0 of a block's number is axis 0.
    private static Tensor Join(IReadOnlyList<Tensor> blocks, KeptModes kept)
    {
        Tensor[] parts = [.. blocks.Select((weight, block) => SpectralMixing.Cut(weight, block, kept))];
        for (var axis = 2; parts.Length > 1; axis++)
        {
            parts = [.. parts.Chunk(2).Select(pair => cat(pair, axis))];
        }

        return parts[0];
    }
}
