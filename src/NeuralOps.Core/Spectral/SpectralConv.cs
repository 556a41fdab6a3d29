using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Core;

/// <summary>
/// The spectral convolution of a Fourier neural operator: <see cref="SpectralMixing"/> with weights of its own, both
/// signs of the leading frequencies and the inverse divided by N. x [B, C_in, n_1 .. n_d] → [B, C_out, n_1 .. n_d],
/// d = 1, 2, 3, on any grid.
/// </summary>
/// <remarks>
/// State dictionary: <c>weights1_real</c>, <c>weights1_imag</c>, … [C_in, C_out, m_1 .. m_d], 2^(d−1) blocks. Li et
/// al., arXiv:2010.08895; departs from its code in the start values, N(0, 1/(2 C_in)) for both parts, which keep the
/// power of the kept frequencies.
/// </remarks>
public sealed class SpectralConv : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly Parameter weights1_real;
    private readonly Parameter weights1_imag;
    private readonly Parameter? weights2_real;
    private readonly Parameter? weights2_imag;
    private readonly Parameter? weights3_real;
    private readonly Parameter? weights3_imag;
    private readonly Parameter? weights4_real;
    private readonly Parameter? weights4_imag;

    /// <summary>Makes the layer with weights from libtorch's default generator.</summary>
    /// <param name="inChannels">C_in.</param>
    /// <param name="outChannels">C_out.</param>
    /// <param name="modes">m_1 .. m_d: kept frequencies of each sign per leading axis, and of the last.</param>
    /// <exception cref="ArgumentException">Not 1 to 3 axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of channels or modes is not positive.</exception>
    public SpectralConv(long inChannels, long outChannels, params ReadOnlySpan<long> modes)
        : base(nameof(SpectralConv))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inChannels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outChannels);
        TruncatedFourier.RequireModes(modes);
        long[] shape = [inChannels, outChannels, .. modes];
        var deviation = Math.Sqrt(0.5 / inChannels);
        weights1_real = Start(shape, deviation);
        weights1_imag = Start(shape, deviation);
        if (modes.Length > 1)
        {
            weights2_real = Start(shape, deviation);
            weights2_imag = Start(shape, deviation);
        }

        if (modes.Length > 2)
        {
            weights3_real = Start(shape, deviation);
            weights3_imag = Start(shape, deviation);
            weights4_real = Start(shape, deviation);
            weights4_imag = Start(shape, deviation);
        }

        RegisterComponents();
    }

    private Tensor[] Real =>
        [.. new Tensor?[] { weights1_real, weights2_real, weights3_real, weights4_real }.OfType<Tensor>()];

    private Tensor[] Imaginary =>
        [.. new Tensor?[] { weights1_imag, weights2_imag, weights3_imag, weights4_imag }.OfType<Tensor>()];

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape.Require(x, Axes, [Shape.Any, weights1_real.size(0), .. Enumerable.Repeat(Shape.Any, Dimensions)]);
        return SpectralMixing.Apply(x, Real, Imaginary, KeptRows.BothSigns, FourierScaling.Backward);
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input) => SpectralMixing.Export(
        graph,
        input,
        [.. Real.Select((weight, i) => ($"weights{i + 1}_real", weight))],
        [.. Imaginary.Select((weight, i) => ($"weights{i + 1}_imag", weight))],
        KeptRows.BothSigns,
        FourierScaling.Backward);

    private int Dimensions => (int)weights1_real.ndim - 2;

    private string Axes => "B C_in n1 n2 n3"[..(6 + (3 * Dimensions))];

    private static Parameter Start(long[] shape, double deviation) => new(randn(shape).mul_(deviation));
}
