using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace TorchSharp;

/// <summary>One application of a custom function, alive as long as its node in the graph.</summary>
internal sealed unsafe class FunctionCall
{
    private const int MostResults = 64;
    private readonly AutogradContext context = new();
    private readonly string name;
    private readonly Func<AutogradContext, object[], List<Tensor>> forward;
    private readonly Func<AutogradContext, List<Tensor>, List<Tensor>> backward;
    private readonly object[] arguments;

    static FunctionCall()
    {
        FunctionCallbacks callbacks = new()
        {
            Forward = &OnForward,
            Backward = &OnBackward,
            FreeResult = &OnFreeResult,
            FreeCall = &OnFreeCall,
        };
        NativeMethods.no_function_register(&callbacks);
    }

    private FunctionCall(
        string name, Func<AutogradContext, object[], List<Tensor>> forward,
        Func<AutogradContext, List<Tensor>, List<Tensor>> backward, object[] arguments) =>
        (this.name, this.forward, this.backward, this.arguments) = (name, forward, backward, arguments);

    public static List<Tensor> Apply(
        string name, Func<AutogradContext, object[], List<Tensor>> forward,
        Func<AutogradContext, List<Tensor>, List<Tensor>> backward, object[] arguments)
    {
        var call = new FunctionCall(name, forward, backward, [.. arguments]);
        IntPtr[] inputs = [.. arguments.OfType<Tensor>().Select(tensor => tensor.Handle)];
        IntPtr* results = stackalloc IntPtr[MostResults];
        GCHandle handle = GCHandle.Alloc(call);
        int status;
        int found;
        fixed (IntPtr* input = inputs)
        {
            status = NativeMethods.no_function_apply(
                GCHandle.ToIntPtr(handle), input, inputs.Length, results, MostResults, out found);
        }
        GC.KeepAlive(arguments);
        NativeMethods.Check(status);
        var outputs = new List<Tensor>(found);
        for (int i = 0; i < found; i++)
        {
            outputs.Add(new Tensor(results[i]));
        }
        return outputs;
    }

    [UnmanagedCallersOnly]
    private static long OnForward(IntPtr handle, IntPtr* inputs, int count, FunctionResult* result)
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();
            FunctionCall call = Of(handle);
            var given = new Queue<Tensor>(Wrap(inputs, count));
            object[] arguments =
                [.. call.arguments.Select(argument => argument is Tensor ? given.Dequeue() : argument)];
            ReplaceTensors(call.arguments);
            List<Tensor> outputs = call.forward(call.context, arguments);
            result->Tensors = Give(outputs, out result->Count);
            result->Saved = Give(call.context.ToSave, out result->SavedCount);
            result->Dirty = Give(call.context.Dirty, out result->DirtyCount);
            result->NonDifferentiable = Give(call.context.NonDifferentiable, out result->NonDifferentiableCount);
            result->MaterializeGrads = call.context.MaterializeGrads ? 1 : 0;
            call.context.save_for_backward([]);
            call.context.mark_dirty([]);
            call.context.mark_non_differentiable([]);
            return 0;
        }
        catch (Exception exception)
        {
            return NativeError.Keep(exception);
        }
    }

    [UnmanagedCallersOnly]
    private static long OnBackward(
        IntPtr handle, IntPtr* gradients, int count, IntPtr* saved, int savedCount, FunctionResult* result)
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();
            FunctionCall call = Of(handle);
            call.context.Restored = Wrap(saved, savedCount);
            List<Tensor> returned = call.backward(call.context, Wrap(gradients, count));
            call.context.Restored = [];
            if (returned.Count != call.arguments.Length)
            {
                throw new InvalidOperationException(
                    $"{call.name}.backward must return one entry per argument of forward: expected "
                    + $"{call.arguments.Length}, got {returned.Count}.");
            }
            result->Tensors = Give([.. returned.Where((_, i) => call.arguments[i] is TensorSlot)], out result->Count);
            return 0;
        }
        catch (Exception exception)
        {
            return NativeError.Keep(exception);
        }
    }

    [UnmanagedCallersOnly]
    private static void OnFreeResult(FunctionResult* result)
    {
        NativeMemory.Free(result->Tensors);
        NativeMemory.Free(result->Saved);
        NativeMemory.Free(result->Dirty);
        NativeMemory.Free(result->NonDifferentiable);
    }

    [UnmanagedCallersOnly]
    private static void OnFreeCall(IntPtr handle) => GCHandle.FromIntPtr(handle).Free();

    private static FunctionCall Of(IntPtr handle) => (FunctionCall)GCHandle.FromIntPtr(handle).Target!;

    // The graph must not hold the caller's tensors: only which arguments were tensors is remembered.
    private static void ReplaceTensors(object[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is Tensor)
            {
                arguments[i] = TensorSlot.Instance;
            }
        }
    }

    private static List<Tensor> Wrap(IntPtr* handles, int count)
    {
        var tensors = new List<Tensor>(count);
        for (int i = 0; i < count; i++)
        {
            if (handles[i] == IntPtr.Zero)
            {
                tensors.Add(null!);
                continue;
            }
            NativeMethods.Check(NativeMethods.no_tensor_alias(handles[i], out IntPtr same));
            tensors.Add(new Tensor(same));
        }
        return tensors;
    }

    // Native code takes its own reference to each tensor; the scope disposes the managed one.
    private static IntPtr* Give(List<Tensor> tensors, out int count)
    {
        count = tensors.Count;
        var handles = (IntPtr*)NativeMemory.AllocZeroed((nuint)Math.Max(tensors.Count, 1), (nuint)sizeof(IntPtr));
        for (int i = 0; i < tensors.Count; i++)
        {
            if (tensors[i] is { } tensor)
            {
                NativeMethods.Check(NativeMethods.no_tensor_alias(tensor.Handle, out handles[i]));
            }
        }
        return handles;
    }

    private sealed class TensorSlot
    {
        public static readonly TensorSlot Instance = new();
    }
}
