using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// One step of <see cref="SelectiveScan"/>: the states of a channel lie side by side, 16 to a vector.
/// </summary>
internal static unsafe class ScanStep
{
    private const int Lanes = PartialVector.Lanes;
    private const long LeastElements = 1 << 15; // worth a thread

    /// <summary>Gives y and moves the states on.</summary>
    /// <param name="inputs">Contiguous: u, Δ and z [B, E], B and C [B, N].</param>
    public static Tensor Run(ScanInputs inputs)
    {
        var y = empty_like(inputs.U);
        var (channels, states) = ((nint)inputs.A.size(0), (nint)inputs.A.size(1));
        var terms = inputs.Terms;
        bool softplus = terms.Softplus;
        float* input = KernelMemory.Of(inputs.U), delta = KernelMemory.Of(inputs.Delta);
        float* a = KernelMemory.Of(inputs.A), b = KernelMemory.Of(inputs.B), c = KernelMemory.Of(inputs.C);
        float* d = KernelMemory.Of(terms.D), z = KernelMemory.Of(terms.Z), bias = KernelMemory.Of(terms.DeltaBias);
        float* state = KernelMemory.Of(inputs.State!);
        float* output = KernelMemory.Of(y);
        nint blocks = (channels + Lanes - 1) / Lanes;
        long grain = Math.Max(1, LeastElements / (Lanes * states));
        Parallelism.For(0, inputs.U.size(0) * blocks, grain, (begin, end) =>
        {
            float* steps = stackalloc float[Lanes];
            float* outputs = stackalloc float[Lanes];
            for (nint task = (nint)begin; task < end; task++)
            {
                var (sample, channel) = (task / blocks, task % blocks * Lanes);
                int count = (int)nint.Min(Lanes, channels - channel);
                nint row = (sample * channels) + channel;
                var step = PartialVector.Load(delta + row, count) + Term(bias, channel, count);
                step = softplus ? ExponentialVector.Softplus(step) : step;
                step.Store(steps);
                for (nint i = 0; i < count; i++)
                {
                    outputs[i] = Advance(
                        state + ((row + i) * states), a + ((channel + i) * states), b + (sample * states),
                        c + (sample * states), states, steps[i], steps[i] * input[row + i]);
                }

                var result = Vector512.MultiplyAddEstimate(
                    Term(d, channel, count), PartialVector.Load(input + row, count), Vector512.Load(outputs));
                result = z is null ? result : result * ExponentialVector.Silu(PartialVector.Load(z + row, count));
                PartialVector.Store(result, output + row, count);
            }
        });
        GC.KeepAlive(inputs);
        return y;
    }

    private static float Advance(
        float* h, float* a, float* b, float* c, nint states, float step, float driven)
    {
        var (steps, drive) = (Vector512.Create(step * ExponentialVector.Log2E), Vector512.Create(driven));
        var sum = Vector512<float>.Zero;
        for (nint n = 0; n < states; n += Lanes)
        {
            int count = (int)nint.Min(Lanes, states - n);
            var decay = ExponentialVector.PowerOfTwo(steps * PartialVector.Load(a + n, count));
            var next = Vector512.MultiplyAddEstimate(
                decay, PartialVector.Load(h + n, count), drive * PartialVector.Load(b + n, count));
            PartialVector.Store(ScanKernel.Settled(next), h + n, count);
            sum = Vector512.MultiplyAddEstimate(next, PartialVector.Load(c + n, count), sum);
        }

        return Vector512.Sum(sum);
    }

    private static Vector512<float> Term(float* term, nint channel, int count) =>
        term is null ? Vector512<float>.Zero : PartialVector.Load(term + channel, count);
}
