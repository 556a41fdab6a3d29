using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace NeuralOps.Core;

internal sealed unsafe partial class ScanKernel<TVector>
{
    private const float Ln2 = 0.6931472f;

    // Blocks of channels that one task passes, so that the sums over channels are few; the same for any number of
    // threads, and so is the order of all sums.
    private static int GroupBlocks => 64 / Lanes;

    private nint Groups => (Blocks + GroupBlocks - 1) / GroupBlocks;

    /// <summary>Gradients with respect to all inputs, by going back chunk for chunk.</summary>
    /// <param name="kept">As <see cref="Forward"/> wrote it.</param>
    /// <param name="gradientY">With respect to y.</param>
    /// <param name="gradientLast">With respect to the last states.</param>
    public ScanGradients Backward(Tensor kept, Tensor gradientY, Tensor gradientLast)
    {
        var result = new ScanGradients(
            Empty(inputs.U.shape),
            Empty(inputs.U.shape),
            Empty(Groups, batch, length, states),
            Empty(Groups, batch, length, states),
            z is null ? null : Empty(inputs.U.shape),
            Empty(batch, channels, states),
            Empty(batch, Blocks, states + 2, Lanes));
        var memory = new GradientMemory(kept, gradientY, gradientLast, result);
        Parallelism.For(0, batch * Groups, Grain(GroupBlocks), (begin, end) =>
        {
            using var scratch = new ScanScratch(states, GroupBlocks, Lanes);
            for (nint task = (nint)begin; task < end; task++)
            {
                BackwardGroup(task / Groups, task % Groups, scratch, memory);
            }
        });
        GC.KeepAlive(inputs);
        var parameters = OrderedSum.First(result.Parameters).transpose(1, 2).flatten(0, 1).narrow(0, 0, channels);
        return result with { B = OrderedSum.First(result.B), C = OrderedSum.First(result.C), Parameters = parameters };
    }

    private void BackwardGroup(nint sample, nint group, ScanScratch scratch, GradientMemory memory)
    {
        nint firstBlock = group * GroupBlocks;
        nint blocks = nint.Min(GroupBlocks, Blocks - firstBlock);
        for (nint i = 0; i < blocks; i++)
        {
            var block = Block(sample, firstBlock + i);
            LoadDecayRates(block, scratch.A(i));
            LoadStates(block, memory.Last, scratch.Adjoint(i));
            new Span<float>(scratch.Parameters(i), (int)((states + 2) * Lanes)).Clear();
        }

        for (nint chunk = Chunks - 1; chunk >= 0; chunk--)
        {
            var (first, count) = Steps(chunk);
            new Span<float>(scratch.InputSums, (int)(count * states * Lanes)).Clear();
            new Span<float>(scratch.OutputSums, (int)(count * states * Lanes)).Clear();
            for (nint i = 0; i < blocks; i++)
            {
                BackwardBlock(Block(sample, firstBlock + i), i, chunk, scratch, memory);
            }

            nint offset = ((((group * batch) + sample) * length) + first) * states;
            SumLanes(scratch.InputSums, memory.SumsB + offset, count * states);
            SumLanes(scratch.OutputSums, memory.SumsC + offset, count * states);
        }

        for (nint i = 0; i < blocks; i++)
        {
            StoreStates(Block(sample, firstBlock + i), scratch.Adjoint(i), memory.Initial);
            nint size = (states + 2) * Lanes;
            Copy(scratch.Parameters(i), memory.Parameters + (((sample * Blocks) + firstBlock + i) * size), size);
        }
    }

    private void BackwardBlock(ChannelBlock block, nint number, nint chunk, ScanScratch scratch, GradientMemory memory)
    {
        var (first, count) = Steps(chunk);
        Copy(memory.Kept + Kept(block, chunk), scratch.H, states * Lanes);
        Prepare(block, scratch, first, count, next: -Chunk);
        PrepareGradients(block, scratch, memory.Y, first, count);
        for (nint n = 0; n < states; n += 2)
        {
            AdvancePair(block, scratch, scratch.A(number), n, first, count, traced: true);
            RetreatPair(block, scratch, number, n, first, count);
        }

        EmitGradients(block, scratch, scratch.Parameters(number) + (states * Lanes), memory, first, count);
    }

    // dL/dy through the gate.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void PrepareGradients(ChannelBlock block, ScanScratch scratch, float* above, nint first, nint count)
    {
        new Span<float>(scratch.StepGradient, (int)(count * Lanes)).Clear();
        new Span<float>(scratch.DrivenGradient, (int)(count * Lanes)).Clear();
        for (nint t = 0; t < count; t++)
        {
            nint row = block.Row(first + t);
            var gradient = PartialVector.Load<TVector>(above + row, block.Count);
            gradient = z is null
                ? gradient
                : gradient * ExponentialVector.Silu(PartialVector.Load<TVector>(z + row, block.Count));
            gradient.Store(scratch.Above + (t * Lanes));
        }
    }

    // Two states from the end of a chunk to its begin.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void RetreatPair(ChannelBlock block, ScanScratch scratch, nint number, nint n, nint first, nint count)
    {
        float* inputWeights = b + StateRow(block, first + count - 1) + n;
        float* outputWeights = c + StateRow(block, first + count - 1) + n;
        float* steps = scratch.Steps;
        float* driven = scratch.Driven;
        float* above = scratch.Above;
        float* stepGradient = scratch.StepGradient;
        float* drivenGradient = scratch.DrivenGradient;
        float* decays = scratch.Decays;
        float* before = scratch.Before;
        float* inputSums = scratch.InputSums + (n * Lanes);
        float* outputSums = scratch.OutputSums + (n * Lanes);
        float* h = scratch.H + (n * Lanes);
        float* rates = scratch.A(number) + (n * Lanes);
        float* adjoint = scratch.Adjoint(number) + (n * Lanes);
        float* rateGradient = scratch.Parameters(number) + (n * Lanes);
        var (rate0, rate1) = (TVector.Load(rates), TVector.Load(rates + Lanes));
        var (g0, g1) = (TVector.Load(adjoint), TVector.Load(adjoint + Lanes));
        var (h0, h1) = (TVector.Load(h), TVector.Load(h + Lanes));
        var (sum0, sum1) = (TVector.Load(rateGradient), TVector.Load(rateGradient + Lanes));
        nint weightStride = states;
        for (nint i = (count - 1) * Lanes; i >= 0; i -= Lanes)
        {
            var gradient = TVector.Load(above + i);
            var input = TVector.Load(driven + i);
            float* inputSum = inputSums + (i * weightStride);
            float* outputSum = outputSums + (i * weightStride);
            Add(outputSum, gradient, h0);
            Add(outputSum + Lanes, gradient, h1);
            g0 = TVector.MultiplyAdd(gradient, TVector.Broadcast(outputWeights[0]), g0);
            g1 = TVector.MultiplyAdd(gradient, TVector.Broadcast(outputWeights[1]), g1);
            Add(inputSum, g0, input);
            Add(inputSum + Lanes, g1, input);
            var drive = TVector.MultiplyAdd(
                g0, TVector.Broadcast(inputWeights[0]), TVector.Load(drivenGradient + i));
            TVector.MultiplyAdd(g1, TVector.Broadcast(inputWeights[1]), drive).Store(drivenGradient + i);
            g0 *= TVector.Load(decays + (2 * i));
            g1 *= TVector.Load(decays + (2 * i) + Lanes);
            h0 = TVector.Load(before + (2 * i));
            h1 = TVector.Load(before + (2 * i) + Lanes);
            var (exponent0, exponent1) = (g0 * h0, g1 * h1); // dL/d(δ A)
            var step = TVector.Load(steps + i);
            sum0 = TVector.MultiplyAdd(exponent0, step, sum0);
            sum1 = TVector.MultiplyAdd(exponent1, step, sum1);
            var rate = TVector.MultiplyAdd(exponent0, rate0, TVector.Load(stepGradient + i));
            TVector.MultiplyAdd(exponent1, rate1, rate).Store(stepGradient + i);
            inputWeights -= weightStride;
            outputWeights -= weightStride;
        }

        Settled(g0).Store(adjoint);
        Settled(g1).Store(adjoint + Lanes);
        sum0.Store(rateGradient);
        sum1.Store(rateGradient + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* sums, TVector left, TVector right) =>
        TVector.MultiplyAdd(left, right, TVector.Load(sums)).Store(sums);

    // From the gradients per step to those of u, Δ, z, D and the bias of Δ.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void EmitGradients(
        ChannelBlock block, ScanScratch scratch, float* sums, GradientMemory memory, nint first, nint count)
    {
        var direct = LoadTerm(d, block);
        var (sumD, sumBias) = (default(TVector), default(TVector));
        for (nint t = 0; t < count; t++)
        {
            nint row = block.Row(first + t);
            var above = TVector.Load(scratch.Above + (t * Lanes));
            var drive = TVector.Load(scratch.DrivenGradient + (t * Lanes));
            var input = PartialVector.Load<TVector>(u + row, block.Count);
            var inputGradient = TVector.MultiplyAdd(
                drive, TVector.Load(scratch.Steps + (t * Lanes)), direct * above);
            PartialVector.Store(inputGradient, memory.U + row, block.Count);
            var step = TVector.MultiplyAdd(
                drive, input, TVector.Load(scratch.StepGradient + (t * Lanes)) * TVector.Broadcast(Ln2));
            step = softplus ? step * ExponentialVector.Sigmoid(RawStep(block, row)) : step;
            PartialVector.Store(step, memory.Delta + row, block.Count);
            sumD = TVector.MultiplyAdd(above, input, sumD);
            sumBias += step;
            if (z is not null)
            {
                var slope = ExponentialVector.SiluSlope(PartialVector.Load<TVector>(z + row, block.Count));
                var gateGradient = PartialVector.Load<TVector>(memory.Y + row, block.Count)
                    * TVector.Load(scratch.Outputs + (t * Lanes)) * slope;
                PartialVector.Store(gateGradient, memory.Z + row, block.Count);
            }
        }

        (TVector.Load(sums) + sumD).Store(sums);
        (TVector.Load(sums + Lanes) + sumBias).Store(sums + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumLanes(float* vectors, float* sums, nint count)
    {
        for (nint i = 0; i < count; i++)
        {
            sums[i] = TVector.Sum(TVector.Load(vectors + (i * Lanes)));
        }
    }

    private static Tensor Empty(params ReadOnlySpan<long> shape) => empty(shape.ToArray(), ScalarType.Float32, CPU);

    /// <summary>Where gradients come from and go to.</summary>
    private sealed class GradientMemory(Tensor kept, Tensor y, Tensor last, ScanGradients gradients)
    {
        public readonly float* Kept = KernelMemory.Of(kept);
        public readonly float* Y = KernelMemory.Of(y);
        public readonly float* Last = KernelMemory.Of(last);
        public readonly float* U = KernelMemory.Of(gradients.U);
        public readonly float* Delta = KernelMemory.Of(gradients.Delta);
        public readonly float* Z = KernelMemory.Of(gradients.Z);
        public readonly float* Initial = KernelMemory.Of(gradients.Initial);
        public readonly float* SumsB = KernelMemory.Of(gradients.B);
        public readonly float* SumsC = KernelMemory.Of(gradients.C);
        public readonly float* Parameters = KernelMemory.Of(gradients.Parameters);
    }
}
