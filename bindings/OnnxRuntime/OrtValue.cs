using System.Buffers;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor of ONNX Runtime, over its own memory or over pinned managed memory.</summary>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly long elementCount;
    private readonly TensorElementType elementType;

    internal OrtValue(nint value, MemoryHandle pin = default)
    {
        Handle = new ValueHandle(value, pin);
        var info = GetTensorTypeAndShape();
        (elementCount, elementType) = (info.ElementCount, info.ElementDataType);
    }

    internal NativeHandle Handle { get; }

    public bool IsTensor => true;

    /// <summary>A tensor over <paramref name="data"/>, which is pinned until the value is released.</summary>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged => CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(), shape);

    /// <summary>A tensor over <paramref name="memory"/>, which is pinned until the value is released.</summary>
    public static OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        var pin = memory.Pin();
        try
        {
            var bytes = (long)memory.Length * sizeof(T);
            return new OrtValue(Create(memoryInfo, ElementTypes.Of<T>(), shape, (nint)pin.Pointer, bytes), pin);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    /// <summary>A tensor over memory that the caller keeps valid.</summary>
    public static OrtValue CreateTensorValueWithData(
        OrtMemoryInfo memInfo,
        TensorElementType elementType,
        long[] shape,
        IntPtr dataBufferPtr,
        long bufferLengthInBytes) => new(Create(memInfo, elementType, shape, dataBufferPtr, bufferLengthInBytes));

    /// <summary>A tensor over memory of <paramref name="allocator"/>, uninitialised.</summary>
    public static OrtValue CreateAllocatedTensorValue(
        OrtAllocator allocator, TensorElementType elementType, long[] shape)
    {
        using var memory = new NativeHandle.Use(allocator);
        nint value;
        fixed (long* dims = shape)
        {
            NativeApi.Check(
                OrtFunction.CreateTensorAsOrtValue,
                memory.Pointer,
                (nint)dims,
                shape.Length,
                (nint)elementType,
                (nint)(&value));
        }

        return new OrtValue(value);
    }

    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <summary>The elements; valid while the value is not disposed.</summary>
    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        if (ElementTypes.ManagedType(elementType) != typeof(T))
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"Expected elements of type {elementType}, got {typeof(T).Name}.");
        }

        using var self = Handle.Borrow();
        nint data;
        NativeApi.Check(OrtFunction.GetTensorMutableData, self.Pointer, (nint)(&data));
        return new Span<T>((void*)data, checked((int)elementCount));
    }

    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        using var self = Handle.Borrow();
        nint info;
        NativeApi.Check(OrtFunction.GetTensorTypeAndShape, self.Pointer, (nint)(&info));
        using var owner = new NativeHandle(info, OrtFunction.ReleaseTensorTypeAndShapeInfo);
        return new OrtTensorTypeAndShapeInfo(info);
    }

    public void Dispose() => Handle.Dispose();

    private static nint Create(OrtMemoryInfo memory, TensorElementType type, long[] shape, nint data, long bytes)
    {
        using var info = new NativeHandle.Use(memory);
        nint value;
        fixed (long* dims = shape)
        {
            NativeApi.Check(
                OrtFunction.CreateTensorWithDataAsOrtValue,
                info.Pointer,
                data,
                (nint)bytes,
                (nint)dims,
                shape.Length,
                (nint)type,
                (nint)(&value));
        }

        return value;
    }

    private sealed class ValueHandle(nint value, MemoryHandle pin) : NativeHandle(value, OrtFunction.ReleaseValue)
    {
        private MemoryHandle pin = pin;

        protected override bool ReleaseHandle()
        {
            var released = base.ReleaseHandle();
            pin.Dispose();
            return released;
        }
    }
}
