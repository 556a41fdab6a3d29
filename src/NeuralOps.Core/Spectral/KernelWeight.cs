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

    /// <summary>Describes a view; whoever made it keeps it alive. Frequencies of the last axis must be
    /// contiguous.</summary>
    public KernelWeight(Tensor active, KernelBlock block)
    {
        var strides = active.stride();
        data = KernelMemory.Of(active);
        (inStride, outStride, run) = ((nint)strides[0], (nint)strides[1], block.Run);
        runs = block.RunOffsets(strides.AsSpan(2));
        IsContiguous = !runs.Where((offset, place) => offset != place * run).Any();
    }

    private KernelWeight(KernelWeight other, float* data)
    {
        this.data = data;
        (inStride, outStride, run, runs, IsContiguous) =
        (other.outStride, other.inStride, other.run, other.runs, other.IsContiguous);
    }

    /// <summary>Whether the frequencies of a pair of channels are one run.</summary>
    public bool IsContiguous { get; }

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
