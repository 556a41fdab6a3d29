using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// The loops of <see cref="CausalConvolution"/> over contiguous float32 memory: a vector of channels of one sequence
/// passes frame for frame. What goes before the activation is computed again on the way back.
/// </summary>
internal sealed unsafe class ConvolutionKernel<TVector>
    where TVector : struct, IFloats<TVector>
{
    private const long LeastElements = 1 << 16; // worth a thread
    private const nint Ahead = 16; // frames on their way to the cache

    private readonly ConvolutionInputs inputs;
    private readonly nint batch;
    private readonly nint length;
    private readonly nint channels;
    private readonly nint taps;
    private readonly float* x;
    private readonly float* weight;
    private readonly float* bias;
    private readonly float* window;

    /// <summary>The loops over given tensors, which stay alive as long as this does.</summary>
    public ConvolutionKernel(ConvolutionInputs inputs)
    {
        this.inputs = inputs;
        (batch, length, channels) = ((nint)inputs.X.size(0), (nint)inputs.X.size(1), (nint)inputs.X.size(2));
        taps = (nint)inputs.Taps;
        x = KernelMemory.Of(inputs.X);
        weight = KernelMemory.Of(inputs.Weight);
        bias = KernelMemory.Of(inputs.Bias);
        window = KernelMemory.Of(inputs.Window);
    }

    private static int Lanes => TVector.Count;

    private nint Blocks => (channels + Lanes - 1) / Lanes;

    /// <summary>y.</summary>
    public Tensor Forward()
    {
        var y = empty_like(inputs.X);
        float* output = KernelMemory.Of(y);
        For(taps, (block, scratch) =>
        {
            float* weights = scratch.Take(taps);
            LoadWeights(block, weights);
            var offset = Offset(block);
            for (nint t = 0; t < length; t++)
            {
                nint row = block.Row(t);
                var sum = Sum(block, weights, offset, t);
                sum = inputs.Silu ? ExponentialVector.Silu(sum) : sum;
                PartialVector.Store(sum, output + row, block.Count);
                Prefetch(x, row);
            }
        });
        return y;
    }

    /// <summary>Gradients with respect to x, the weight [E, 1, k], the bias [E] and the frames before x.</summary>
    /// <param name="gradientY">With respect to y.</param>
    public (Tensor X, Tensor Weight, Tensor Bias, Tensor Window) Backward(Tensor gradientY)
    {
        var gradientX = empty_like(inputs.X);
        var gradientWindow = zeros([batch, taps - 1, channels], ScalarType.Float32, CPU);
        var parameters = empty([batch, Blocks, taps + 1, Lanes], ScalarType.Float32, CPU);
        float* above = KernelMemory.Of(gradientY);
        float* below = KernelMemory.Of(gradientX);
        float* before = KernelMemory.Of(gradientWindow);
        float* shares = KernelMemory.Of(parameters);
        nint size = (taps + 1) * Lanes;
        For((2 * taps) + 1, (block, scratch) =>
        {
            float* weights = scratch.Take(taps);
            float* sums = scratch.Take(taps + 1);
            LoadWeights(block, weights);
            new Span<float>(sums, (int)size).Clear();
            var offset = Offset(block);
            for (nint t = 0; t < length; t++)
            {
                nint row = block.Row(t);
                var gradient = PartialVector.Load<TVector>(above + row, block.Count);
                if (inputs.Silu)
                {
                    gradient *= ExponentialVector.SiluSlope(Sum(block, weights, offset, t));
                }

                Spread(block, weights, gradient, t, below, before, sums);
                Prefetch(x, row);
                Prefetch(above, row);
            }

            float* share = shares + (((block.Sample * Blocks) + block.Number) * size);
            new ReadOnlySpan<float>(sums, (int)size).CopyTo(new Span<float>(share, (int)size));
        });
        GC.KeepAlive(gradientY);
        var total = OrderedSum.First(parameters).transpose(1, 2).flatten(0, 1).narrow(0, 0, channels); // [E, k + 1]
        return (gradientX, total.narrow(1, 0, taps).unsqueeze(1), total.select(1, taps), gradientWindow);
    }

    // b + Σ_j w_j·x_{t−k+1+j}.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Sum(ChannelBlock block, float* weights, TVector offset, nint t)
    {
        var sum = offset;
        for (nint j = 0; j < taps; j++)
        {
            var tap = TVector.Load(weights + (j * Lanes));
            sum = TVector.MultiplyAdd(tap, Input(block, t - taps + 1 + j), sum);
        }

        return sum;
    }

    // The gradient before the activation at a frame, to the frames and weights that it was made of.
    private void Spread(
        ChannelBlock block, float* weights, TVector gradient, nint t, float* below, float* before, float* sums)
    {
        for (nint j = 0; j < taps; j++)
        {
            nint frame = t - taps + 1 + j;
            float* sum = sums + (j * Lanes);
            TVector.MultiplyAdd(gradient, Input(block, frame), TVector.Load(sum)).Store(sum);
            float* target = frame < 0 ? before + Before(block, frame) : below + block.Row(frame);
            var share = gradient * TVector.Load(weights + (j * Lanes));
            share = frame == t ? share : share + PartialVector.Load<TVector>(target, block.Count);
            PartialVector.Store(share, target, block.Count);
        }

        float* last = sums + (taps * Lanes);
        (gradient + TVector.Load(last)).Store(last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Input(ChannelBlock block, nint t) => t >= 0
        ? PartialVector.Load<TVector>(x + block.Row(t), block.Count)
        : window is null ? default : PartialVector.Load<TVector>(window + Before(block, t), block.Count);

    private TVector Offset(ChannelBlock block) =>
        bias is null ? default : PartialVector.Load<TVector>(bias + block.Channel, block.Count);

    // [E, 1, k] of a block as vectors of channels per tap.
    private void LoadWeights(ChannelBlock block, float* vectors)
    {
        new Span<float>(vectors, (int)(taps * Lanes)).Clear();
        for (nint i = 0; i < taps * block.Count; i++)
        {
            vectors[(i % taps * Lanes) + (i / taps)] = weight[(block.Channel * taps) + i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(float* source, nint row)
    {
        if (Sse.IsSupported && row + (Ahead * channels) < batch * length * channels)
        {
            Sse.Prefetch0(source + row + (Ahead * channels));
        }
    }

    // Where the channels of a frame before x lie in [B, k − 1, E].
    private nint Before(ChannelBlock block, nint t) =>
        (((block.Sample * (taps - 1)) + t + taps - 1) * channels) + block.Channel;

    private void For(nint vectors, Action<ChannelBlock, VectorScratch> body)
    {
        long grain = Math.Max(1, LeastElements / (length * taps * Lanes));
        Parallelism.For(0, batch * Blocks, grain, (begin, end) =>
        {
            for (nint task = (nint)begin; task < end; task++)
            {
                using var scratch = new VectorScratch(vectors, Lanes);
                body(new ChannelBlock(task / Blocks, task % Blocks, length, channels, Lanes), scratch);
            }
        });
        GC.KeepAlive(inputs);
    }
}
