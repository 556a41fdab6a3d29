using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor in row-major order, whatever its strides and device.</summary>
public sealed class TensorAccessor<T> : IDisposable
    where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly bool owned;
    private readonly long[] sizes;
    private readonly long[] strides;

    internal TensorAccessor(Tensor source)
    {
        owned = source.device_type != DeviceType.CPU;
        tensor = owned ? OnCpu(source) : source;
        (sizes, strides) = (tensor.shape, tensor.stride());
    }

    public long Count => tensor.NumberOfElements;

    public unsafe T this[params long[] indices]
    {
        get
        {
            T value = *Address(indices);
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            *Address(indices) = value;
            GC.KeepAlive(this);
        }
    }

    public T[] ToArray()
    {
        using Tensor plain = Contiguous();
        return MemoryMarshal.Cast<byte, T>(plain.bytes).ToArray();
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        ToArray().AsSpan((int)tensorIndex).CopyTo(array.AsSpan(arrayIndex));

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        using Tensor plain = Contiguous();
        MemoryMarshal.Cast<byte, T>(plain.bytes)[(int)tensorIndex..].CopyTo(array[arrayIndex..]);
    }

    public void Dispose()
    {
        if (owned)
        {
            tensor.Dispose();
        }
    }

    private static Tensor OnCpu(Tensor source)
    {
        using Tensor detached = source.detach();
        return detached.cpu().DetachFromDisposeScope();
    }

    private Tensor Contiguous()
    {
        using Tensor detached = tensor.detach();
        return detached.contiguous();
    }

    private unsafe T* Address(long[] indices)
    {
        if (indices.Length != sizes.Length)
        {
            throw new ArgumentException($"Expected {sizes.Length} indices, got {indices.Length}.");
        }
        long offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= sizes[i])
            {
                throw new IndexOutOfRangeException($"Index {indices[i]} is outside dimension {i} of size {sizes[i]}.");
            }
            offset += indices[i] * strides[i];
        }
        Native.NativeMethods.Check(Native.NativeMethods.no_tensor_data(tensor.Handle, out void* data));
        return (T*)data + offset;
    }
}
