using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Memory bound to the inputs and outputs of a session; bound values stay alive until they are replaced,
/// cleared or the binding is disposed. Binding a name again allocates no managed memory.</summary>
public sealed unsafe class OrtIoBinding : SafeHandle
{
    private readonly NativeHandle session;
    private readonly Dictionary<string, NativeHandle> inputs = [];
    private readonly Dictionary<string, NativeHandle> outputs = [];

    internal OrtIoBinding(NativeHandle session) : base(0, ownsHandle: true)
    {
        this.session = session;
        using var owner = session.Borrow();
        nint created;
        NativeApi.Check(OrtFunction.CreateIoBinding, owner.Pointer, (nint)(&created));
        SetHandle(created);
        var added = false;
        session.DangerousAddRef(ref added);
    }

    public override bool IsInvalid => handle == 0;

    public void BindInput(string name, OrtValue ortValue) => Bind(OrtFunction.BindInput, inputs, name, ortValue);

    public void BindOutput(string name, OrtValue ortValue) => Bind(OrtFunction.BindOutput, outputs, name, ortValue);

    /// <summary>Lets each run allocate the output in the memory named.</summary>
    public void BindOutputToDevice(string name, OrtMemoryInfo memInfo)
    {
        using var self = new NativeHandle.Use(this);
        using var memory = new NativeHandle.Use(memInfo);
        using var text = NativeString.Of(name);
        NativeApi.Check(OrtFunction.BindOutputToDevice, self.Pointer, text.Pointer, memory.Pointer);
        Forget(outputs, name);
    }

    public void SynchronizeBoundInputs()
    {
        using var self = new NativeHandle.Use(this);
        NativeApi.Check(OrtFunction.SynchronizeBoundInputs, self.Pointer);
    }

    public void SynchronizeBoundOutputs()
    {
        using var self = new NativeHandle.Use(this);
        NativeApi.Check(OrtFunction.SynchronizeBoundOutputs, self.Pointer);
    }

    public string[] GetOutputNames()
    {
        using var self = new NativeHandle.Use(this);
        nint text, count;
        nint* lengths;
        var allocator = NativeApi.DefaultAllocator;
        NativeApi.Check(
            OrtFunction.GetBoundOutputNames, self.Pointer, allocator, (nint)(&text), (nint)(&lengths), (nint)(&count));
        if (count == 0)
        {
            return [];
        }

        var names = new string[count];
        var next = (byte*)text;
        for (var i = 0; i < count; i++)
        {
            names[i] = Encoding.UTF8.GetString(next, (int)lengths[i]);
            next += lengths[i];
        }

        NativeApi.Check(OrtFunction.AllocatorFree, allocator, text);
        NativeApi.Check(OrtFunction.AllocatorFree, allocator, (nint)lengths);
        return names;
    }

    public IDisposableReadOnlyCollection<OrtValue> GetOutputValues()
    {
        using var self = new NativeHandle.Use(this);
        nint* values;
        nint count;
        var allocator = NativeApi.DefaultAllocator;
        NativeApi.Check(
            OrtFunction.GetBoundOutputValues, self.Pointer, allocator, (nint)(&values), (nint)(&count));
        var list = new List<OrtValue>((int)count);
        for (var i = 0; i < count; i++)
        {
            list.Add(new OrtValue(values[i]));
        }

        if (count > 0)
        {
            NativeApi.Check(OrtFunction.AllocatorFree, allocator, (nint)values);
        }

        return new DisposableList<OrtValue>(list);
    }

    public void ClearBoundInputs() => Clear(OrtFunction.ClearBoundInputs, inputs);

    public void ClearBoundOutputs() => Clear(OrtFunction.ClearBoundOutputs, outputs);

    protected override bool ReleaseHandle()
    {
        NativeApi.Call(OrtFunction.ReleaseIoBinding, handle);
        ForgetAll(inputs);
        ForgetAll(outputs);
        session.DangerousRelease();
        return true;
    }

    private void Bind(OrtFunction function, Dictionary<string, NativeHandle> bound, string name, OrtValue value)
    {
        using var self = new NativeHandle.Use(this);
        using var tensor = value.Handle.Borrow();
        using var text = NativeString.Of(name);
        NativeApi.Check(function, self.Pointer, text.Pointer, tensor.Pointer);
        var added = false;
        value.Handle.DangerousAddRef(ref added);
        Forget(bound, name);
        bound[name] = value.Handle;
    }

    private void Clear(OrtFunction function, Dictionary<string, NativeHandle> bound)
    {
        using var self = new NativeHandle.Use(this);
        NativeApi.Call(function, self.Pointer);
        ForgetAll(bound);
    }

    private static void Forget(Dictionary<string, NativeHandle> bound, string name)
    {
        if (bound.Remove(name, out var former))
        {
            former.DangerousRelease();
        }
    }

    private static void ForgetAll(Dictionary<string, NativeHandle> bound)
    {
        foreach (var former in bound.Values)
        {
            former.DangerousRelease();
        }

        bound.Clear();
    }
}
