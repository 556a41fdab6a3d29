using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// The loops of <see cref="InstanceNormGelu"/> over contiguous float32 planes: each is read while it is in cache, and
/// nothing but the input, its mean and its scale is kept for the way back.
/// </summary>
/// <remarks>The loops are optimised before their first run: without that, one over registers is a call for each of
/// their operations, and the first planes take five times as long.</remarks>
internal static unsafe class InstanceNormGeluKernel<TVector>
    where TVector : struct, IFloats<TVector>
{
    private const long LeastCells = 1 << 14; // worth a thread
    private const long Block = 1 << 12; // summed in float32 before float64

    private static int Lanes => TVector.Count;

    /// <summary>y = GELU(w·(x − mean)·scale + b) + r.</summary>
    /// <param name="x">[B, C, ..].</param>
    /// <param name="weight">w [C].</param>
    /// <param name="bias">b [C].</param>
    /// <param name="residual">r like x, or null.</param>
    /// <param name="y">The result, like x.</param>
    /// <param name="statistics">Mean and scale 1/√(variance + ε) of each plane, [B, C, 2], written.</param>
    /// <param name="epsilon">ε.</param>
    public static void Forward(
        Tensor x, Tensor weight, Tensor bias, Tensor? residual, Tensor y, Tensor statistics, float epsilon)
    {
        long channels = x.size(1);
        long cells = x.NumberOfElements / (x.size(0) * channels);
        float* input = KernelMemory.Of(x);
        float* output = KernelMemory.Of(y);
        float* added = KernelMemory.Of(residual);
        float* w = KernelMemory.Of(weight);
        float* b = KernelMemory.Of(bias);
        float* kept = KernelMemory.Of(statistics);
        For(x.size(0) * channels, cells, plane =>
        {
            float* from = input + (plane * cells);
            float mean = (float)(Sum<Identity>(from, 0, cells) / cells);
            float scale = (float)(1 / Math.Sqrt((Sum<Square>(from, mean, cells) / cells) + epsilon));
            (kept[2 * plane], kept[(2 * plane) + 1]) = (mean, scale);
            var (slope, offset) = Line(w, b, plane % channels, mean, scale);
            float* beside = added is null ? null : added + (plane * cells);
            Activate(from, beside, output + (plane * cells), cells, slope, offset);
        });
    }

    /// <summary>Gradients with respect to x, and each plane's share of those of w and b.</summary>
    /// <param name="x">[B, C, ..].</param>
    /// <param name="weight">w [C].</param>
    /// <param name="bias">b [C].</param>
    /// <param name="statistics">As forward wrote them.</param>
    /// <param name="gradient">With respect to y.</param>
    /// <param name="gradientX">With respect to x, written.</param>
    /// <param name="shares">With respect to w and b, [B, C, 2], written.</param>
    public static void Backward(
        Tensor x, Tensor weight, Tensor bias, Tensor statistics, Tensor gradient, Tensor gradientX, Tensor shares)
    {
        long channels = x.size(1);
        long cells = x.NumberOfElements / (x.size(0) * channels);
        float* input = KernelMemory.Of(x);
        float* above = KernelMemory.Of(gradient);
        float* below = KernelMemory.Of(gradientX);
        float* w = KernelMemory.Of(weight);
        float* b = KernelMemory.Of(bias);
        float* kept = KernelMemory.Of(statistics);
        float* parts = KernelMemory.Of(shares);
        For(x.size(0) * channels, cells, plane =>
        {
            long first = plane * cells;
            var (mean, scale) = (kept[2 * plane], kept[(2 * plane) + 1]);
            var (slope, offset) = Line(w, b, plane % channels, mean, scale);
            var (sum, moment) = Differentiate(input + first, above + first, below + first, cells, slope, offset, mean);
            parts[2 * plane] = (float)(moment * scale);
            parts[(2 * plane) + 1] = (float)sum;
            float level = (float)(sum / cells);
            float tilt = (float)(moment * scale * scale / cells);
            Center(input + first, below + first, cells, slope, level - (tilt * mean), tilt);
        });
    }

    // w·(x − mean)·scale + b as a line in x.
    private static (float Slope, float Offset) Line(float* w, float* b, long channel, float mean, float scale)
    {
        float slope = w[channel] * scale;
        return (slope, b[channel] - (mean * slope));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Activate(float* x, float* residual, float* y, long cells, float slope, float offset)
    {
        var (a, b) = (TVector.Broadcast(slope), TVector.Broadcast(offset));
        for (long i = 0; i < cells; i += Lanes)
        {
            int count = (int)Math.Min(Lanes, cells - i);
            var z = TVector.MultiplyAdd(PartialVector.Load<TVector>(x + i, count), a, b);
            var value = z * GeluVector.Phi(z);
            value = residual is null ? value : value + PartialVector.Load<TVector>(residual + i, count);
            PartialVector.Store(value, y + i, count);
        }
    }

    // Writes the gradient with respect to the normalised value, and sums it alone and times x − mean.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Sum, double Moment) Differentiate(
        float* x, float* gradient, float* result, long cells, float slope, float offset, float mean)
    {
        var (a, b, center) = (TVector.Broadcast(slope), TVector.Broadcast(offset), TVector.Broadcast(mean));
        double sum = 0;
        double moment = 0;
        for (long begin = 0; begin < cells; begin += Block)
        {
            var sums = default(TVector);
            var moments = default(TVector);
            long end = Math.Min(begin + Block, cells);
            for (long i = begin; i < end; i += Lanes)
            {
                int count = (int)Math.Min(Lanes, end - i);
                var value = PartialVector.Load<TVector>(x + i, count);
                var slopes = GeluVector.Slope(TVector.MultiplyAdd(value, a, b));
                var g = PartialVector.Load<TVector>(gradient + i, count) * slopes;
                PartialVector.Store(g, result + i, count);
                sums += g;
                moments = TVector.MultiplyAdd(g, value - center, moments);
            }

            sum += TVector.Sum(sums);
            moment += TVector.Sum(moments);
        }

        return (sum, moment);
    }

    // slope · (g − level − tilt·x).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Center(float* x, float* gradient, long cells, float slope, float level, float tilt)
    {
        var (a, b, c) = (TVector.Broadcast(slope), TVector.Broadcast(level), TVector.Broadcast(-tilt));
        for (long i = 0; i < cells; i += Lanes)
        {
            int count = (int)Math.Min(Lanes, cells - i);
            var g = PartialVector.Load<TVector>(gradient + i, count) - b;
            g = TVector.MultiplyAdd(PartialVector.Load<TVector>(x + i, count), c, g);
            PartialVector.Store(g * a, gradient + i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TTerm>(float* x, float center, long cells)
        where TTerm : ITerm
    {
        var shift = TVector.Broadcast(center);
        double total = 0;
        for (long begin = 0; begin < cells; begin += Block)
        {
            var (even, odd) = (default(TVector), default(TVector));
            long end = Math.Min(begin + Block, cells);
            long i = begin;
            for (; i + (2 * Lanes) <= end; i += 2 * Lanes)
            {
                even += TTerm.Of(TVector.Load(x + i) - shift);
                odd += TTerm.Of(TVector.Load(x + i + Lanes) - shift);
            }

            total += TVector.Sum(even + odd);
            for (; i < end; i++)
            {
                total += TVector.First(TTerm.Of(TVector.Broadcast(x[i] - center)));
            }
        }

        return total;
    }

    private static void For(long planes, long cells, Action<long> body) =>
        Parallelism.For(0, planes, Math.Max(1, LeastCells / cells), (begin, end) =>
        {
            for (long plane = begin; plane < end; plane++)
            {
                body(plane);
            }
        });

    private interface ITerm
    {
        static abstract TVector Of(TVector difference);
    }

    private readonly struct Identity : ITerm
    {
        public static TVector Of(TVector difference) => difference;
    }

    private readonly struct Square : ITerm
    {
        public static TVector Of(TVector difference) => difference * difference;
    }
}
