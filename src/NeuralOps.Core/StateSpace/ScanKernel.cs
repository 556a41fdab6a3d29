using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// The loops of <see cref="SelectiveScan"/> over contiguous float32 memory: a vector holds one state of several
/// channels, so that a step needs no sum across lanes, and a chunk of steps passes two states at a time while it is in
/// cache.
/// </summary>
/// <remarks>N is even: an odd one has a state of zeros beside it.</remarks>
internal sealed unsafe partial class ScanKernel<TVector>
    where TVector : struct, IFloats<TVector>
{
    private const int Chunk = ScanScratch.Chunk;
    private const long LeastElements = 1 << 15; // worth a thread
    private const float Least = 7.888609e-31f; // 2^−100

    private readonly ScanInputs inputs;
    private readonly nint batch;
    private readonly nint length;
    private readonly nint channels;
    private readonly nint states;
    private readonly float* u;
    private readonly float* delta;
    private readonly float* a;
    private readonly float* b;
    private readonly float* c;
    private readonly float* d;
    private readonly float* z;
    private readonly float* deltaBias;
    private readonly float* initial;
    private readonly bool softplus;

    /// <summary>The loops over given tensors, which stay alive as long as this does.</summary>
    public ScanKernel(ScanInputs inputs)
    {
        this.inputs = inputs;
        (batch, length, channels) = ((nint)inputs.U.size(0), (nint)inputs.U.size(1), (nint)inputs.U.size(2));
        states = (nint)inputs.A.size(1);
        u = KernelMemory.Of(inputs.U);
        delta = KernelMemory.Of(inputs.Delta);
        a = KernelMemory.Of(inputs.A);
        b = KernelMemory.Of(inputs.B);
        c = KernelMemory.Of(inputs.C);
        d = KernelMemory.Of(inputs.Terms.D);
        z = KernelMemory.Of(inputs.Terms.Z);
        deltaBias = KernelMemory.Of(inputs.Terms.DeltaBias);
        initial = KernelMemory.Of(inputs.State);
        softplus = inputs.Terms.Softplus;
    }

    private static int Lanes => TVector.Count;

    private nint Blocks => (channels + Lanes - 1) / Lanes;

    private nint Chunks => (length + Chunk - 1) / Chunk;

    /// <summary>0 for what has decayed below 2^−100. It would come to rest among the subnormal numbers, which some
    /// processors take a hundred times as long for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Settled(TVector h) => TVector.ZeroBelow(Least, h);

    /// <summary>Outputs like u, last states [B, E, N] and what <see cref="Backward"/> needs: the states before each
    /// chunk, [B, blocks, chunks, N, lanes].</summary>
    /// <param name="isRecorded">Whether a gradient will be wanted.</param>
    public (Tensor Y, Tensor Last, Tensor? Kept) Forward(bool isRecorded)
    {
        var y = Empty(inputs.U.shape);
        var last = Empty(batch, channels, states);
        var kept = isRecorded ? Empty(batch, Blocks, Chunks, states, Lanes) : null;
        float* output = KernelMemory.Of(y);
        float* final = KernelMemory.Of(last);
        float* keeping = KernelMemory.Of(kept);
        Parallelism.For(0, batch * Blocks, Grain(1), (begin, end) =>
        {
            using var scratch = new ScanScratch(states, 1, Lanes);
            for (nint task = (nint)begin; task < end; task++)
            {
                ForwardBlock(Block(task / Blocks, task % Blocks), scratch, output, final, keeping);
            }
        });
        GC.KeepAlive(inputs);
        return (y, last, kept);
    }

    private void ForwardBlock(ChannelBlock block, ScanScratch scratch, float* output, float* final, float* keeping)
    {
        LoadDecayRates(block, scratch.A(0));
        LoadStates(block, initial, scratch.H);
        nint size = states * Lanes;
        for (nint chunk = 0; chunk < Chunks; chunk++)
        {
            if (keeping is not null)
            {
                Copy(scratch.H, keeping + Kept(block, chunk), size);
            }

            var (first, count) = Steps(chunk);
            Prepare(block, scratch, first, count, next: Chunk);
            for (nint n = 0; n < states; n += 2)
            {
                AdvancePair(block, scratch, scratch.A(0), n, first, count, traced: false);
            }

            Emit(block, scratch.Outputs, output, first, count);
        }

        StoreStates(block, scratch.H, final);
    }

    private (nint First, nint Count) Steps(nint chunk) => (chunk * Chunk, nint.Min(Chunk, length - (chunk * Chunk)));

    // δ, δ·u and the direct path of a chunk; the rows so many steps further are on their way meanwhile.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Prepare(ChannelBlock block, ScanScratch scratch, nint first, nint count, nint next)
    {
        var direct = LoadTerm(d, block);
        for (nint t = 0; t < count; t++)
        {
            nint row = block.Row(first + t);
            var input = PartialVector.Load<TVector>(u + row, block.Count);
            var step = Step(block, row);
            step.Store(scratch.Steps + (t * Lanes));
            (step * input).Store(scratch.Driven + (t * Lanes));
            (direct * input).Store(scratch.Outputs + (t * Lanes));
            Prefetch(row + (next * channels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Step(ChannelBlock block, nint row)
    {
        var step = RawStep(block, row);
        return softplus ? ExponentialVector.Softplus(step) : step;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector RawStep(ChannelBlock block, nint row) =>
        PartialVector.Load<TVector>(delta + row, block.Count) + LoadTerm(deltaBias, block);

    // Two states through a chunk; the outputs collect.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void AdvancePair(
        ChannelBlock block, ScanScratch scratch, float* rates, nint n, nint first, nint count, bool traced)
    {
        float* inputWeights = b + StateRow(block, first) + n;
        float* outputWeights = c + StateRow(block, first) + n;
        float* steps = scratch.Steps;
        float* driven = scratch.Driven;
        float* outputs = scratch.Outputs;
        float* decays = scratch.Decays;
        float* before = scratch.Before;
        float* h = scratch.H + (n * Lanes);
        var (rate0, rate1) = (TVector.Load(rates + (n * Lanes)), TVector.Load(rates + ((n + 1) * Lanes)));
        var (h0, h1) = (TVector.Load(h), TVector.Load(h + Lanes));
        nint weightStride = states;
        for (nint i = 0; i < count * Lanes; i += Lanes)
        {
            var step = TVector.Load(steps + i);
            var input = TVector.Load(driven + i);
            var decay0 = ExponentialVector.PowerOfTwo(step * rate0);
            var decay1 = ExponentialVector.PowerOfTwo(step * rate1);
            if (traced)
            {
                decay0.Store(decays + (2 * i));
                decay1.Store(decays + (2 * i) + Lanes);
                h0.Store(before + (2 * i));
                h1.Store(before + (2 * i) + Lanes);
            }

            h0 = TVector.MultiplyAdd(decay0, h0, input * TVector.Broadcast(inputWeights[0]));
            h1 = TVector.MultiplyAdd(decay1, h1, input * TVector.Broadcast(inputWeights[1]));
            var y = TVector.MultiplyAdd(h0, TVector.Broadcast(outputWeights[0]), TVector.Load(outputs + i));
            TVector.MultiplyAdd(h1, TVector.Broadcast(outputWeights[1]), y).Store(outputs + i);
            inputWeights += weightStride;
            outputWeights += weightStride;
        }

        Settled(h0).Store(h);
        Settled(h1).Store(h + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Emit(ChannelBlock block, float* outputs, float* target, nint first, nint count)
    {
        for (nint t = 0; t < count; t++)
        {
            nint row = block.Row(first + t);
            var y = TVector.Load(outputs + (t * Lanes));
            y = z is null ? y : y * ExponentialVector.Silu(PartialVector.Load<TVector>(z + row, block.Count));
            PartialVector.Store(y, target + row, block.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(nint row)
    {
        if (Sse.IsSupported && row >= 0 && row < batch * length * channels)
        {
            Sse.Prefetch0(u + row);
            Sse.Prefetch0(delta + row);
            Sse.Prefetch0((z is null ? u : z) + row);
        }
    }

    // [E, N] of a block as vectors of channels per state.
    private void LoadDecayRates(ChannelBlock block, float* rates)
    {
        new Span<float>(rates, (int)(states * Lanes)).Clear();
        for (nint n = 0; n < states; n++)
        {
            for (nint lane = 0; lane < block.Count; lane++)
            {
                rates[(n * Lanes) + lane] = a[((block.Channel + lane) * states) + n] * ExponentialVector.Log2E;
            }
        }
    }

    // [B, E, N] of a block as vectors of channels per state; null for zeros.
    private void LoadStates(ChannelBlock block, float* source, float* vectors)
    {
        new Span<float>(vectors, (int)(states * Lanes)).Clear();
        for (nint n = 0; n < states && source is not null; n++)
        {
            for (nint lane = 0; lane < block.Count; lane++)
            {
                vectors[(n * Lanes) + lane] = source[State(block, lane) + n];
            }
        }
    }

    private void StoreStates(ChannelBlock block, float* vectors, float* target)
    {
        for (nint n = 0; n < states; n++)
        {
            for (nint lane = 0; lane < block.Count; lane++)
            {
                target[State(block, lane) + n] = vectors[(n * Lanes) + lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LoadTerm(float* term, ChannelBlock block) =>
        term is null ? default : PartialVector.Load<TVector>(term + block.Channel, block.Count);

    private static void Copy(float* source, float* target, nint size) =>
        new ReadOnlySpan<float>(source, (int)size).CopyTo(new Span<float>(target, (int)size));

    // Where the states of a step lie in [B, L, N].
    private nint StateRow(ChannelBlock block, nint t) => ((block.Sample * length) + t) * states;

    // Where the states of a channel lie in [B, E, N].
    private nint State(ChannelBlock block, nint lane) =>
        ((block.Sample * channels) + block.Channel + lane) * states;

    // Where a kept state lies in [B, blocks, chunks, N, lanes].
    private nint Kept(ChannelBlock block, nint chunk) =>
        ((((block.Sample * Blocks) + block.Number) * Chunks) + chunk) * states * Lanes;

    private long Grain(long blocks) => Math.Max(1, LeastElements / (blocks * length * states * Lanes));

    private ChannelBlock Block(nint sample, nint number) => new(sample, number, length, channels, Lanes);
}
