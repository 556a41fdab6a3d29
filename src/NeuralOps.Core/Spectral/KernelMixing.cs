using System.Runtime.CompilerServices;

namespace NeuralOps.Core;

/// <summary>
/// Y_bo = Σ_i X_bi W_io per frequency, with registers along the frequencies, in which spectra and weights are
/// contiguous, and a tile of the batch and two outputs in registers.
/// </summary>
/// <remarks>
/// Weights lie in whole registers, as <see cref="SpectralKernel.Pack"/> gives them, and are read once. With a sign of −1
/// they are conjugate.
/// </remarks>
internal sealed unsafe class KernelMixing<TVector, TLanes>(
    KernelPlan plan, KernelBlock block, nint batch, nint inputs, nint outputs, float sign)
    where TVector : unmanaged
    where TLanes : struct, ILanes<TVector>
{
    // Frequencies whose spectra of all planes stay in cache while the weights of all outputs pass.
    private const nint ChunkRegisters = 4;

    private readonly nint padded = KernelAxis.RoundUp(block.Frequencies, TLanes.Count);

    /// <summary>The outputs of one block; x and y [B C, PlaneStride].</summary>
    public void Run(float* x, float* y, KernelWeight real, KernelWeight imaginary)
    {
        var chunk = nint.Min(padded, ChunkRegisters * TLanes.Count);
        var pairs = (outputs + 1) / 2;
        var chunks = padded == 0 ? 0 : (padded + chunk - 1) / chunk;
        Parallelism.For(0, chunks * pairs, 1, (first, last) =>
        {
            for (var task = (nint)first; task < last; task++)
            {
                nint start = task / pairs * chunk, output = task % pairs * 2;
                var other = nint.Min(output + 1, outputs - 1); // a lone last output is its own partner
                var pair = new WeightPair(real, imaginary, output, other);
                for (var at = start; at < nint.Min(start + chunk, padded); at += TLanes.Count)
                {
                    Batch(x + block.Offset + at, y + block.Offset + at, output, other, pair.At(at));
                }
            }
        });
    }

    private void Batch(float* x, float* y, nint output, nint other, WeightPair weights)
    {
        nint row = 0;
        nint inRow = inputs * plan.PlaneStride, outRow = outputs * plan.PlaneStride;
        float* y0 = y + (output * plan.PlaneStride), y1 = y + (other * plan.PlaneStride);
        for (; row + 4 <= batch; row += 4)
        {
            Tile4(x + (row * inRow), y0 + (row * outRow), y1 + (row * outRow), weights);
        }

        for (; row < batch; row++)
        {
            Tile1(x + (row * inRow), y0 + (row * outRow), y1 + (row * outRow), weights);
        }
    }

    // 4 of the batch by two outputs, one register of frequencies.
    private void Tile4(float* x, float* y0, float* y1, WeightPair w)
    {
        nint batchIn = inputs * plan.PlaneStride, batchOut = outputs * plan.PlaneStride, part = block.Part;
        nint plane = plan.PlaneStride, realStride = w.RealStride, imaginaryStride = w.ImaginaryStride, count = inputs;
        float* real0 = w.Real0, real1 = w.Real1, imaginary0 = w.Imaginary0, imaginary1 = w.Imaginary1;
        var turn = TLanes.Broadcast(sign);
        var back = TLanes.Broadcast(-sign);
        TVector r00 = default, r01 = default, i00 = default, i01 = default;
        TVector r10 = default, r11 = default, i10 = default, i11 = default;
        TVector r20 = default, r21 = default, i20 = default, i21 = default;
        TVector r30 = default, r31 = default, i30 = default, i31 = default;
        for (nint input = 0; input < count; input++)
        {
            var a0 = TLanes.Load(real0);
            var b0 = TLanes.Load(imaginary0);
            TVector n0 = TLanes.MultiplyAdd(b0, back, default), p0 = TLanes.MultiplyAdd(b0, turn, default);
            var a1 = TLanes.Load(real1);
            var b1 = TLanes.Load(imaginary1);
            TVector n1 = TLanes.MultiplyAdd(b1, back, default), p1 = TLanes.MultiplyAdd(b1, turn, default);
            TVector re = TLanes.Load(x), im = TLanes.Load(x + part);
            r00 = TLanes.MultiplyAdd(im, n0, TLanes.MultiplyAdd(re, a0, r00));
            i00 = TLanes.MultiplyAdd(im, a0, TLanes.MultiplyAdd(re, p0, i00));
            r01 = TLanes.MultiplyAdd(im, n1, TLanes.MultiplyAdd(re, a1, r01));
            i01 = TLanes.MultiplyAdd(im, a1, TLanes.MultiplyAdd(re, p1, i01));
            (re, im) = (TLanes.Load(x + batchIn), TLanes.Load(x + batchIn + part));
            r10 = TLanes.MultiplyAdd(im, n0, TLanes.MultiplyAdd(re, a0, r10));
            i10 = TLanes.MultiplyAdd(im, a0, TLanes.MultiplyAdd(re, p0, i10));
            r11 = TLanes.MultiplyAdd(im, n1, TLanes.MultiplyAdd(re, a1, r11));
            i11 = TLanes.MultiplyAdd(im, a1, TLanes.MultiplyAdd(re, p1, i11));
            (re, im) = (TLanes.Load(x + (2 * batchIn)), TLanes.Load(x + (2 * batchIn) + part));
            r20 = TLanes.MultiplyAdd(im, n0, TLanes.MultiplyAdd(re, a0, r20));
            i20 = TLanes.MultiplyAdd(im, a0, TLanes.MultiplyAdd(re, p0, i20));
            r21 = TLanes.MultiplyAdd(im, n1, TLanes.MultiplyAdd(re, a1, r21));
            i21 = TLanes.MultiplyAdd(im, a1, TLanes.MultiplyAdd(re, p1, i21));
            (re, im) = (TLanes.Load(x + (3 * batchIn)), TLanes.Load(x + (3 * batchIn) + part));
            r30 = TLanes.MultiplyAdd(im, n0, TLanes.MultiplyAdd(re, a0, r30));
            i30 = TLanes.MultiplyAdd(im, a0, TLanes.MultiplyAdd(re, p0, i30));
            r31 = TLanes.MultiplyAdd(im, n1, TLanes.MultiplyAdd(re, a1, r31));
            i31 = TLanes.MultiplyAdd(im, a1, TLanes.MultiplyAdd(re, p1, i31));
            x += plane;
            real0 += realStride;
            real1 += realStride;
            imaginary0 += imaginaryStride;
            imaginary1 += imaginaryStride;
        }

        Store(y0, part, r00, i00);
        Store(y1, part, r01, i01);
        Store(y0 + batchOut, part, r10, i10);
        Store(y1 + batchOut, part, r11, i11);
        Store(y0 + (2 * batchOut), part, r20, i20);
        Store(y1 + (2 * batchOut), part, r21, i21);
        Store(y0 + (3 * batchOut), part, r30, i30);
        Store(y1 + (3 * batchOut), part, r31, i31);
    }

    // 1 of the batch by two outputs, one register of frequencies.
    private void Tile1(float* x, float* y0, float* y1, WeightPair w)
    {
        nint batchIn = inputs * plan.PlaneStride, batchOut = outputs * plan.PlaneStride, part = block.Part;
        nint plane = plan.PlaneStride, realStride = w.RealStride, imaginaryStride = w.ImaginaryStride, count = inputs;
        float* real0 = w.Real0, real1 = w.Real1, imaginary0 = w.Imaginary0, imaginary1 = w.Imaginary1;
        var turn = TLanes.Broadcast(sign);
        var back = TLanes.Broadcast(-sign);
        TVector r00 = default, r01 = default, i00 = default, i01 = default;
        for (nint input = 0; input < count; input++)
        {
            var a0 = TLanes.Load(real0);
            var b0 = TLanes.Load(imaginary0);
            TVector n0 = TLanes.MultiplyAdd(b0, back, default), p0 = TLanes.MultiplyAdd(b0, turn, default);
            var a1 = TLanes.Load(real1);
            var b1 = TLanes.Load(imaginary1);
            TVector n1 = TLanes.MultiplyAdd(b1, back, default), p1 = TLanes.MultiplyAdd(b1, turn, default);
            TVector re = TLanes.Load(x), im = TLanes.Load(x + part);
            r00 = TLanes.MultiplyAdd(im, n0, TLanes.MultiplyAdd(re, a0, r00));
            i00 = TLanes.MultiplyAdd(im, a0, TLanes.MultiplyAdd(re, p0, i00));
            r01 = TLanes.MultiplyAdd(im, n1, TLanes.MultiplyAdd(re, a1, r01));
            i01 = TLanes.MultiplyAdd(im, a1, TLanes.MultiplyAdd(re, p1, i01));
            x += plane;
            real0 += realStride;
            real1 += realStride;
            imaginary0 += imaginaryStride;
            imaginary1 += imaginaryStride;
        }

        Store(y0, part, r00, i00);
        Store(y1, part, r01, i01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* y, nint part, TVector real, TVector imaginary)
    {
        TLanes.Store(real, y);
        TLanes.Store(imaginary, y + part);
    }

    /// <summary>The weights of all inputs for two outputs.</summary>
    private readonly struct WeightPair
    {
        public WeightPair(KernelWeight real, KernelWeight imaginary, nint output, nint other)
        {
            Real0 = real.At(0, output);
            Real1 = real.At(0, other);
            Imaginary0 = imaginary.At(0, output);
            Imaginary1 = imaginary.At(0, other);
            (RealStride, ImaginaryStride) = (real.InStride, imaginary.InStride);
        }

        private WeightPair(WeightPair from, nint frequency)
        {
            this = from;
            Real0 = from.Real0 + frequency;
            Real1 = from.Real1 + frequency;
            Imaginary0 = from.Imaginary0 + frequency;
            Imaginary1 = from.Imaginary1 + frequency;
        }

        public float* Real0 { get; }

        public float* Real1 { get; }

        public float* Imaginary0 { get; }

        public float* Imaginary1 { get; }

        public nint RealStride { get; }

        public nint ImaginaryStride { get; }

        public WeightPair At(nint frequency) => new(this, frequency);
    }
}
