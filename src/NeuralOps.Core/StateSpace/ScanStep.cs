using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// One step of <see cref="SelectiveScan"/>: the states of a channel lie side by side, as many as fit in a vector.
/// </summary>
internal static unsafe class ScanStep<TVector>
    where TVector : struct, IFloats<TVector>
{
    private const long LeastElements = 1 << 15; // worth a thread

    private static int Lanes => TVector.Count;

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
                var step = PartialVector.Load<TVector>(delta + row, count) + Term(bias, channel, count);
                step = softplus ? ExponentialVector.Softplus(step) : step;
                step.Store(steps);
                for (nint i = 0; i < count; i++)
                {
                    outputs[i] = Advance(
                        state + ((row + i) * states), a + ((channel + i) * states), b + (sample * states),
                        c + (sample * states), states, steps[i], steps[i] * input[row + i]);
                }

                var result = TVector.MultiplyAdd(
                    Term(d, channel, count), PartialVector.Load<TVector>(input + row, count), TVector.Load(outputs));
                result = z is null
                    ? result
                    : result * ExponentialVector.Silu(PartialVector.Load<TVector>(z + row, count));
                PartialVector.Store(result, output + row, count);
            }
        });
        GC.KeepAlive(inputs);
        return y;
    }

    private static float Advance(
        float* h, float* a, float* b, float* c, nint states, float step, float driven)
    {
        var (steps, drive) = (TVector.Broadcast(step * ExponentialVector.Log2E), TVector.Broadcast(driven));
        var sum = default(TVector);
        for (nint n = 0; n < states; n += Lanes)
        {
            int count = (int)nint.Min(Lanes, states - n);
            var decay = ExponentialVector.PowerOfTwo(steps * PartialVector.Load<TVector>(a + n, count));
            var next = TVector.MultiplyAdd(
                decay, PartialVector.Load<TVector>(h + n, count), drive * PartialVector.Load<TVector>(b + n, count));
            PartialVector.Store(ScanKernel<TVector>.Settled(next), h + n, count);
            sum = TVector.MultiplyAdd(next, PartialVector.Load<TVector>(c + n, count), sum);
        }

        return TVector.Sum(sum);
    }

    private static TVector Term(float* term, nint channel, int count) =>
        term is null ? default : PartialVector.Load<TVector>(term + channel, count);
}
