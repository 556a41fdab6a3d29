using System.Runtime.InteropServices;

namespace NeuralOps.Core;

/// <summary>
/// The gradients of weights per frequency, Σ_b conj(X_bi) G_bo, with registers along the frequencies and two inputs by
/// two outputs in registers; each is written once, where it belongs.
/// </summary>
internal sealed unsafe class KernelCorrelation<TVector, TLanes>(
    KernelPlan plan, KernelBlock block, nint batch, nint inputs, nint outputs)
    where TVector : unmanaged
    where TLanes : struct, ILanes<TVector>
{
    private const nint ChunkRegisters = 4;

    private readonly nint padded = KernelAxis.RoundUp(block.Frequencies, TLanes.Count);

    /// <summary>The gradients of one block; x and g [B C, PlaneStride].</summary>
    public void Run(float* x, float* g, KernelWeight real, KernelWeight imaginary)
    {
        var isInPlace = real.Fills(padded) && imaginary.Fills(padded);
        var chunk = isInPlace ? nint.Min(padded, ChunkRegisters * TLanes.Count) : padded;
        var pairs = (inputs + 1) / 2;
        var chunks = padded == 0 ? 0 : (padded + chunk - 1) / chunk;
        Parallelism.For(0, chunks * pairs, 1, (first, last) =>
        {
            var packed = isInPlace ? null : (float*)NativeMemory.AlignedAlloc((nuint)(8 * padded * sizeof(float)), 64);
            for (var task = (nint)first; task < last; task++)
            {
                nint start = task / pairs * chunk, input = task % pairs * 2;
                var length = nint.Min(chunk, padded - start);
                for (nint output = 0; output < outputs; output += 2)
                {
                    // A lone last channel is its own partner.
                    var corners = new Corners(
                        input, nint.Min(input + 1, inputs - 1), output, nint.Min(output + 1, outputs - 1));
                    if (isInPlace)
                    {
                        Rows(
                            x + start, g + start, corners, length, new(real, corners, start),
                            new(imaginary, corners, start));
                        continue;
                    }

                    Rows(x, g, corners, length, new(packed, padded), new(packed + (4 * padded), padded));
                    Unpack(real, corners, packed);
                    Unpack(imaginary, corners, packed + (4 * padded));
                }
            }

            NativeMemory.AlignedFree(packed);
        });
    }

    private void Rows(float* x, float* g, Corners at, nint length, Targets real, Targets imaginary)
    {
        var stride = plan.PlaneStride;
        float* x0 = x + block.Offset + (at.Input0 * stride), x1 = x + block.Offset + (at.Input1 * stride);
        float* g0 = g + block.Offset + (at.Output0 * stride), g1 = g + block.Offset + (at.Output1 * stride);
        for (nint frequency = 0; frequency < length; frequency += TLanes.Count)
        {
            Tile(x0 + frequency, x1 + frequency, g0 + frequency, g1 + frequency, frequency, real, imaginary);
        }
    }

    private void Unpack(KernelWeight weight, Corners at, float* packed)
    {
        weight.Unpack(at.Input0, at.Output0, packed);
        weight.Unpack(at.Input0, at.Output1, packed + padded);
        weight.Unpack(at.Input1, at.Output0, packed + (2 * padded));
        weight.Unpack(at.Input1, at.Output1, packed + (3 * padded));
    }

    private void Tile(
        float* x0, float* x1, float* g0, float* g1, nint frequency, in Targets real, in Targets imaginary)
    {
        nint part = block.Part, inRow = inputs * plan.PlaneStride, outRow = outputs * plan.PlaneStride;
        var minus = TLanes.Broadcast(-1);
        TVector r00 = default, r01 = default, r10 = default, r11 = default;
        TVector i00 = default, i01 = default, i10 = default, i11 = default;
        for (nint row = 0; row < batch; row++)
        {
            TVector a0 = TLanes.Load(x0), b0 = TLanes.Load(x0 + part);
            TVector a1 = TLanes.Load(x1), b1 = TLanes.Load(x1 + part);
            TVector c0 = TLanes.Load(g0), d0 = TLanes.Load(g0 + part);
            TVector c1 = TLanes.Load(g1), d1 = TLanes.Load(g1 + part);
            TVector n0 = TLanes.MultiplyAdd(b0, minus, default), n1 = TLanes.MultiplyAdd(b1, minus, default);
            r00 = TLanes.MultiplyAdd(b0, d0, TLanes.MultiplyAdd(a0, c0, r00));
            i00 = TLanes.MultiplyAdd(n0, c0, TLanes.MultiplyAdd(a0, d0, i00));
            r01 = TLanes.MultiplyAdd(b0, d1, TLanes.MultiplyAdd(a0, c1, r01));
            i01 = TLanes.MultiplyAdd(n0, c1, TLanes.MultiplyAdd(a0, d1, i01));
            r10 = TLanes.MultiplyAdd(b1, d0, TLanes.MultiplyAdd(a1, c0, r10));
            i10 = TLanes.MultiplyAdd(n1, c0, TLanes.MultiplyAdd(a1, d0, i10));
            r11 = TLanes.MultiplyAdd(b1, d1, TLanes.MultiplyAdd(a1, c1, r11));
            i11 = TLanes.MultiplyAdd(n1, c1, TLanes.MultiplyAdd(a1, d1, i11));
            x0 += inRow;
            x1 += inRow;
            g0 += outRow;
            g1 += outRow;
        }

        TLanes.Store(r00, real.At00 + frequency);
        TLanes.Store(r01, real.At01 + frequency);
        TLanes.Store(r10, real.At10 + frequency);
        TLanes.Store(r11, real.At11 + frequency);
        TLanes.Store(i00, imaginary.At00 + frequency);
        TLanes.Store(i01, imaginary.At01 + frequency);
        TLanes.Store(i10, imaginary.At10 + frequency);
        TLanes.Store(i11, imaginary.At11 + frequency);
    }

    /// <summary>Two inputs and two outputs.</summary>
    private readonly record struct Corners(nint Input0, nint Input1, nint Output0, nint Output1);

    /// <summary>Where the gradients of four pairs of channels go.</summary>
    private readonly struct Targets
    {
        public Targets(KernelWeight weight, Corners at, nint frequency)
        {
            At00 = weight.At(at.Input0, at.Output0) + frequency;
            At01 = weight.At(at.Input0, at.Output1) + frequency;
            At10 = weight.At(at.Input1, at.Output0) + frequency;
            At11 = weight.At(at.Input1, at.Output1) + frequency;
        }

        public Targets(float* packed, nint padded)
        {
            At00 = packed;
            At01 = packed + padded;
            At10 = packed + (2 * padded);
            At11 = packed + (3 * padded);
        }

        public float* At00 { get; }

        public float* At01 { get; }

        public float* At10 { get; }

        public float* At11 { get; }
    }
}
