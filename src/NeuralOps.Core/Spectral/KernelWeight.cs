using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The active part of a weight block where it lies, [C_in, C_out, runs of frequencies].</summary>
internal sealed unsafe class KernelWeight
{
    private readonly float* data;
    private readonly nint inStride;
    private readonly nint outStride;
    private readonly nint run;
    private readonly nint[] runs;
    private readonly nint length; // of the one run that all frequencies are, 0 where they are several

    /// <summary>Describes a view, or what <see cref="SpectralKernel.Pack"/> made; whoever made it keeps it alive.
    /// Frequencies of the last axis must be contiguous.</summary>
    public KernelWeight(Tensor active, KernelBlock block)
    {
        var strides = active.stride();
        data = KernelMemory.Of(active);
        (inStride, outStride, run) = ((nint)strides[0], (nint)strides[1], (nint)active.size(-1));
        runs = active.ndim == 3 ? [0] : block.RunOffsets(strides.AsSpan(2));
        length = runs.Where((offset, place) => offset != place * run).Any() ? 0 : runs.Length * run;
    }

    private KernelWeight(KernelWeight other, float* data)
    {
        this.data = data;
        (inStride, outStride, run, runs, length) =
            (other.outStride, other.inStride, other.run, other.runs, other.length);
    }

    /// <summary>Whether the frequencies of a pair of channels are one run of so many.</summary>
    public bool Fills(nint count) => length == count;

    /// <summary>The same weights with input and output exchanged.</summary>
    public KernelWeight Transposed => new(this, data);

    /// <summary>The frequencies of a pair of channels.</summary>
    public float* At(nint input, nint output) => data + (input * inStride) + (output * outStride);

    /// <summary>From one input to the next.</summary>
    public nint InStride => inStride;

    /// <summary>Copies the frequencies of a pair of channels into one run.</summary>
    public void Pack(nint input, nint output, float* target)
    {
        var source = At(input, output);
        foreach (var offset in runs)
        {
            Copy(source + offset, target, run);
            target += run;
        }
    }

    /// <summary>Copies all weights to a tensor [C_in, C_out, M or more], in one pass over memory; zeros fill the
    /// rest.</summary>
    public void Pack(Tensor packed)
    {
        nint outputs = (nint)packed.size(1), room = (nint)packed.size(2), filled = runs.Length * run;
        var target = KernelMemory.Of(packed);
        Parallelism.For(0, packed.size(0), 1, (first, last) =>
        {
            for (var pair = (nint)first * outputs; pair < (nint)last * outputs; pair++)
            {
                Pack(pair / outputs, pair % outputs, target + (pair * room));
                new Span<float>(target + (pair * room) + filled, (int)(room - filled)).Clear();
            }
        });
        GC.KeepAlive(packed);
    }

    /// <summary>Copies one run to the frequencies of a pair of channels.</summary>
    public void Unpack(nint input, nint output, float* source)
    {
        var target = At(input, output);
        foreach (var offset in runs)
        {
            Copy(source, target + offset, run);
            source += run;
        }
    }

    // Runs are short: a call of the general copy would cost more than they do.
    private static void Copy(float* source, float* target, nint length)
    {
        nint i = 0;
        for (; i + 4 <= length; i += 4)
        {
            Vector128.Load(source + i).Store(target + i);
        }

        for (; i < length; i++)
        {
            target[i] = source[i];
        }
    }
}
