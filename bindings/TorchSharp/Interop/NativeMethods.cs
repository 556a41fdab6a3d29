using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The C interface of <c>libneuralops_torch</c>; see <c>native/neuralops_torch.h</c> for its rules.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = NativeLoader.LibraryName;

    [LibraryImport(Library)]
    public static partial IntPtr no_last_error();

    [LibraryImport(Library)]
    public static partial IntPtr no_libtorch_version();

    [LibraryImport(Library)]
    public static partial IntPtr no_libtorch_loaded_version();

    [LibraryImport(Library)]
    public static partial void no_tensor_free(IntPtr tensor);

    [LibraryImport(Library)]
    public static partial int no_tensor_alias(IntPtr tensor, out IntPtr result);

    [LibraryImport(Library)]
    public static partial int no_tensor_info(IntPtr tensor, out TensorInfo info);

    [LibraryImport(Library)]
    public static partial int no_tensor_data(IntPtr tensor, out void* data);

    [LibraryImport(Library)]
    public static partial int no_tensor_is_leaf(IntPtr tensor, out int result);

    [LibraryImport(Library)]
    public static partial int no_tensor_requires_grad(IntPtr tensor, out int result);

    [LibraryImport(Library)]
    public static partial int no_tensor_set_requires_grad(IntPtr tensor, int value);

    [LibraryImport(Library)]
    public static partial int no_tensor_grad(IntPtr tensor, out IntPtr result);

    [LibraryImport(Library)]
    public static partial int no_tensor_set_grad(IntPtr tensor, IntPtr grad);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int no_operator_find(string name, string overload, string arguments, out IntPtr result);

    [LibraryImport(Library)]
    public static partial int no_operator_call(IntPtr op, Value* values, int count, out Value* results, out int found);

    [LibraryImport(Library)]
    public static partial int no_generator_new(int deviceType, int deviceIndex, ulong seed, out IntPtr result);

    [LibraryImport(Library)]
    public static partial int no_generator_default(out IntPtr result);

    [LibraryImport(Library)]
    public static partial void no_generator_free(IntPtr generator);

    [LibraryImport(Library)]
    public static partial int no_generator_set_seed(IntPtr generator, ulong seed);

    [LibraryImport(Library)]
    public static partial int no_generator_state(IntPtr generator, out IntPtr state);

    [LibraryImport(Library)]
    public static partial int no_generator_set_state(IntPtr generator, IntPtr state);

    [LibraryImport(Library)]
    public static partial int no_manual_seed(ulong seed);

    [LibraryImport(Library)]
    public static partial int no_set_num_threads(int count);

    [LibraryImport(Library)]
    public static partial int no_get_num_threads();

    [LibraryImport(Library)]
    public static partial int no_grad_enabled();

    [LibraryImport(Library)]
    public static partial void no_set_grad_enabled(int enabled);

    [LibraryImport(Library)]
    public static partial int no_cuda_devices();

    [LibraryImport(Library)]
    public static partial void no_function_register(FunctionCallbacks* callbacks);

    [LibraryImport(Library)]
    public static partial int no_function_apply(
        IntPtr call, IntPtr* inputs, int count, IntPtr* results, int capacity, out int found);

    [LibraryImport(Library)]
    public static partial int no_backward(
        IntPtr* tensors, int count, IntPtr* grads, int gradCount, int retainGraph, int createGraph,
        IntPtr* inputs, int inputCount);

    [LibraryImport(Library)]
    public static partial int no_grad(
        IntPtr* outputs, int outputCount, IntPtr* inputs, int inputCount, IntPtr* grads, int gradCount,
        int retainGraph, int createGraph, int allowUnused, IntPtr* results);

    /// <summary>Throws what the failed call reported: the managed exception behind it, or libtorch's message.</summary>
    public static void Check(int status)
    {
        if (status != 0)
        {
            NativeError.Throw();
        }
    }
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorInfo
{
    public long* Sizes;
    public long* Strides;
    public long Dimensions;
    public long Elements;
    public long StorageOffset;
    public long ElementSize;
    public int ScalarType;
    public int DeviceType;
    public int DeviceIndex;
    public int Contiguous;
}

internal enum ValueKind
{
    None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, IntList = 5, TensorList = 6, OptionalTensorList = 7,
    String = 8, Device = 9, Generator = 10, DoubleList = 11, BoolList = 12, Default = 13,
}

/// <summary>One argument or result of a native operator call.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Value
{
    [FieldOffset(0)]
    public ValueKind Kind;
    [FieldOffset(4)]
    public int Count;
    [FieldOffset(8)]
    public long Integer;
    [FieldOffset(8)]
    public double Real;
    [FieldOffset(8)]
    public IntPtr Pointer;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FunctionResult
{
    public IntPtr* Tensors;
    public int Count;
    public IntPtr* Saved;
    public int SavedCount;
    public IntPtr* Dirty;
    public int DirtyCount;
    public IntPtr* NonDifferentiable;
    public int NonDifferentiableCount;
    public int MaterializeGrads;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FunctionCallbacks
{
    public delegate* unmanaged<IntPtr, IntPtr*, int, FunctionResult*, long> Forward;
    public delegate* unmanaged<IntPtr, IntPtr*, int, IntPtr*, int, FunctionResult*, long> Backward;
    public delegate* unmanaged<FunctionResult*, void> FreeResult;
    public delegate* unmanaged<IntPtr, void> FreeCall;
}
