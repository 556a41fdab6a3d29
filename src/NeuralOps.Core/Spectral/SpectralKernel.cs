using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// The map of <see cref="SpectralMixing"/> fused, for float32 on the CPU: no complex tensors and no copies in other
/// layouts; planes are transformed while they are in cache and weights are read where they lie.
/// </summary>
internal abstract class SpectralKernel
{
    /// <summary>The kernel in the longest registers of this processor.</summary>
    public static SpectralKernel Best { get; } =
        Vector512.IsHardwareAccelerated ? new Lanes<Vector512<float>, Lanes512>()
        : Vector256.IsHardwareAccelerated ? new Lanes<Vector256<float>, Lanes256>()
        : Vector128.IsHardwareAccelerated ? new Lanes<Vector128<float>, Lanes128>()
        : new Lanes<float, Lanes1>();

    /// <summary>The kernel in every length, down to single numbers.</summary>
    public static SpectralKernel[] All =>
    [
        new Lanes<Vector512<float>, Lanes512>(), new Lanes<Vector256<float>, Lanes256>(),
        new Lanes<Vector128<float>, Lanes128>(), new Lanes<float, Lanes1>(),
    ];

    /// <summary>Whether the kernel computes x.</summary>
    public static bool Takes(Tensor x) =>
        x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU && x.NumberOfElements > 0;

    /// <summary>The spectra of x [B, C, n_1 .. n_d]: [B C, PlaneStride].</summary>
    public abstract Tensor Analyse(KernelPlan plan, Tensor x, bool isWeighted);

    /// <summary>The fields [B, C, n_1 .. n_d] of spectra.</summary>
    public abstract Tensor Synthesise(KernelPlan plan, Tensor spectra, long[] shape, bool isWeighted);

    /// <summary>Active weights of blocks as <see cref="Mix"/> reads them fastest, [C_in, C_out, ..]: those that do not
    /// lie in whole registers as copies that do.</summary>
    public abstract Tensor[] Pack(KernelPlan plan, IReadOnlyList<Tensor> weights);

    /// <summary>Spectra [B C_out, PlaneStride] from [B C_in, PlaneStride] and active weights; with
    /// <paramref name="isAdjoint"/> the other way with conjugate weights.</summary>
    public abstract Tensor Mix(
        KernelPlan plan, Tensor spectra, long batch, IReadOnlyList<Tensor> real, IReadOnlyList<Tensor> imaginary,
        bool isAdjoint);

    /// <summary>Writes the gradients of active weights from the spectra of inputs and of output gradients.</summary>
    public abstract void Correlate(
        KernelPlan plan, Tensor spectra, Tensor gradients, long batch, IReadOnlyList<Tensor> real,
        IReadOnlyList<Tensor> imaginary);

    private sealed unsafe class Lanes<TVector, TLanes> : SpectralKernel
        where TVector : unmanaged
        where TLanes : struct, ILanes<TVector>
    {
        public override Tensor Analyse(KernelPlan plan, Tensor x, bool isWeighted)
        {
            var planes = x.size(0) * x.size(1);
            var spectra = Empty(planes, plan.PlaneStride);
            new KernelTransform<TVector, TLanes>(plan).Analyse(
                KernelMemory.Of(x), KernelMemory.Of(spectra), (nint)planes, isWeighted ? plan.Weighted : plan.Plain);
            GC.KeepAlive(x); // the kernels see addresses only
            return spectra;
        }

        public override Tensor Synthesise(KernelPlan plan, Tensor spectra, long[] shape, bool isWeighted)
        {
            var y = Empty(shape);
            new KernelTransform<TVector, TLanes>(plan).Synthesise(
                KernelMemory.Of(spectra), KernelMemory.Of(y), (nint)spectra.size(0),
                isWeighted ? plan.Weighted : plan.Plain);
            GC.KeepAlive(spectra);
            return y;
        }

        public override Tensor[] Pack(KernelPlan plan, IReadOnlyList<Tensor> weights) =>
            [.. weights.Select((weight, number) => Pack(plan.Blocks[number], weight))];

        public override Tensor Mix(
            KernelPlan plan, Tensor spectra, long batch, IReadOnlyList<Tensor> real, IReadOnlyList<Tensor> imaginary,
            bool isAdjoint)
        {
            var (inputs, outputs) = isAdjoint
                ? (real[0].size(1), real[0].size(0))
                : (real[0].size(0), real[0].size(1));
            var mixed = Empty(batch * outputs, plan.PlaneStride);
            for (var number = 0; number < plan.Blocks.Length; number++)
            {
                var block = plan.Blocks[number];
                var (re, im) = (new KernelWeight(real[number], block), new KernelWeight(imaginary[number], block));
                new KernelMixing<TVector, TLanes>(
                    plan, block, (nint)batch, (nint)inputs, (nint)outputs, isAdjoint ? -1 : 1).Run(
                    KernelMemory.Of(spectra), KernelMemory.Of(mixed), isAdjoint ? re.Transposed : re,
                    isAdjoint ? im.Transposed : im);
            }

            GC.KeepAlive((spectra, real, imaginary));
            return mixed;
        }

        public override void Correlate(
            KernelPlan plan, Tensor spectra, Tensor gradients, long batch, IReadOnlyList<Tensor> real,
            IReadOnlyList<Tensor> imaginary)
        {
            for (var number = 0; number < plan.Blocks.Length; number++)
            {
                var block = plan.Blocks[number];
                new KernelCorrelation<TVector, TLanes>(
                    plan, block, (nint)batch, (nint)real[0].size(0), (nint)real[0].size(1)).Run(
                    KernelMemory.Of(spectra), KernelMemory.Of(gradients), new KernelWeight(real[number], block),
                    new KernelWeight(imaginary[number], block));
            }

            GC.KeepAlive((spectra, gradients, real, imaginary));
        }

        private static Tensor Pack(KernelBlock block, Tensor active)
        {
            var weight = new KernelWeight(active, block);
            var padded = KernelAxis.RoundUp(block.Frequencies, TLanes.Count);
            if (weight.Fills(padded))
            {
                return active;
            }

            var packed = Empty(active.size(0), active.size(1), padded);
            weight.Pack(packed);
            GC.KeepAlive(active);
            return packed;
        }

        private static Tensor Empty(params long[] shape) => empty(shape, ScalarType.Float32, CPU);
    }
}
