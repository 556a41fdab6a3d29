using System.Buffers;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// Float32 elements in an array of the shared pool that become a tensor on the thread that first asks for it.
/// </summary>
internal sealed class PooledTensor : IDisposable
{
    private readonly long[] shape;
    private readonly int count;
    private float[]? elements;
    private Tensor? tensor;
    private bool disposed;

    public PooledTensor(params long[] shape)
    {
        this.shape = shape;
        count = 1;
        foreach (long n in shape)
        {
            count = checked((int)(count * n));
        }

        elements = ArrayPool<float>.Shared.Rent(count);
    }

    /// <summary>The elements to fill in, until the tensor is made.</summary>
    public Span<float> Span => elements.AsSpan(0, count);

    /// <summary>The tensor, on the CPU; it belongs to this object and not to the caller's scope.</summary>
    public Tensor Tensor
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return tensor ??= MakeTensor();
        }
    }

    public void Dispose()
    {
        disposed = true;
        tensor?.Dispose();
        GiveBack();
    }

    private Tensor MakeTensor()
    {
        var result = empty(shape, dtype: ScalarType.Float32, device: CPU).DetachFromDisposeScope();
        MemoryMarshal.AsBytes(Span).CopyTo(result.bytes);
        GiveBack();
        return result;
    }

    private void GiveBack()
    {
        if (elements is not null)
        {
            ArrayPool<float>.Shared.Return(elements);
            elements = null;
        }
    }
}
