namespace Microsoft.ML.OnnxRuntime;

/// <summary>A loaded model. Runs may come from several threads at once.</summary>
public unsafe class InferenceSession : IDisposable
{
    private readonly NativeHandle handle;

    public InferenceSession(string modelPath) : this(modelPath, null)
    {
    }

    public InferenceSession(string modelPath, SessionOptions? options)
        : this(Open(options, (env, settings, created) =>
        {
            using var path = NativeString.OfPath(modelPath);
            NativeApi.Check(OrtFunction.CreateSession, env, path.Pointer, settings, created);
        }))
    {
    }

    public InferenceSession(byte[] model) : this(model, null)
    {
    }

    public InferenceSession(byte[] model, SessionOptions? options)
        : this(Open(options, (env, settings, created) =>
        {
            fixed (byte* bytes = model)
            {
                NativeApi.Check(
                    OrtFunction.CreateSessionFromArray, env, (nint)bytes, model.Length, settings, created);
            }
        }))
    {
    }

    private InferenceSession(NativeHandle handle)
    {
        this.handle = handle;
        InputMetadata = Describe(
            OrtFunction.SessionGetInputCount,
            OrtFunction.SessionGetInputName,
            OrtFunction.SessionGetInputTypeInfo,
            out var inputNames);
        OutputMetadata = Describe(
            OrtFunction.SessionGetOutputCount,
            OrtFunction.SessionGetOutputName,
            OrtFunction.SessionGetOutputTypeInfo,
            out var outputNames);
        (InputNames, OutputNames) = (inputNames, outputNames);
        nint metadata;
        NativeApi.Check(OrtFunction.SessionGetModelMetadata, handle.DangerousGetHandle(), (nint)(&metadata));
        ModelMetadata = new ModelMetadata(metadata);
    }

    private delegate void Creation(nint env, nint options, nint created);

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata { get; }

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata { get; }

    public IReadOnlyList<string> InputNames { get; }

    public IReadOnlyList<string> OutputNames { get; }

    public ModelMetadata ModelMetadata { get; }

    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames) =>
        Run(runOptions, [.. inputs.Keys], [.. inputs.Values], outputNames);

    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        var results = new nint[outputNames.Count];
        Run(runOptions, inputNames, inputValues, outputNames, results);
        return new DisposableList<OrtValue>([.. results.Select(value => new OrtValue(value))]);
    }

    /// <summary>Runs into the output values given.</summary>
    public void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        RequireSameCount(outputNames, outputValues, nameof(outputValues));
        using var borrowed = new BorrowedValues(outputValues);
        Run(runOptions, inputNames, inputValues, outputNames, borrowed.Pointers);
    }

    public OrtIoBinding CreateIoBinding() => new(handle);

    /// <summary>Runs on bound memory. Allocates no managed memory.</summary>
    public void RunWithBinding(RunOptions runOptions, OrtIoBinding ioBinding)
    {
        using var session = handle.Borrow();
        using var options = new NativeHandle.Use(runOptions);
        using var binding = new NativeHandle.Use(ioBinding);
        NativeApi.Check(OrtFunction.RunWithBinding, session.Pointer, options.Pointer, binding.Pointer);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            handle.Dispose();
        }
    }

    private static NativeHandle Open(SessionOptions? options, Creation create)
    {
        using var defaults = options is null ? new SessionOptions() : null;
        using var env = new NativeHandle.Use(OrtEnv.Instance());
        using var settings = new NativeHandle.Use(options ?? defaults!);
        nint created;
        create(env.Pointer, settings.Pointer, (nint)(&created));
        return new NativeHandle(created, OrtFunction.ReleaseSession);
    }

    private static void RequireSameCount(
        IReadOnlyCollection<string> names, IReadOnlyCollection<OrtValue> values, string argument)
    {
        if (names.Count != values.Count)
        {
            throw new ArgumentException(
                $"Expected {names.Count} values, one for each name, got {values.Count}.", argument);
        }
    }

    private void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        nint[] results)
    {
        RequireSameCount(inputNames, inputValues, nameof(inputValues));
        using var session = handle.Borrow();
        using var options = new NativeHandle.Use(runOptions);
        using var inputs = new NativeStrings(inputNames);
        using var outputs = new NativeStrings(outputNames);
        using var values = new BorrowedValues(inputValues);
        fixed (nint* read = values.Pointers, written = results)
        {
            NativeApi.Check(
                OrtFunction.Run,
                session.Pointer,
                options.Pointer,
                inputs.Pointer,
                (nint)read,
                inputs.Count,
                outputs.Pointer,
                outputs.Count,
                (nint)written);
        }
    }

    private Dictionary<string, NodeMetadata> Describe(
        OrtFunction counter, OrtFunction naming, OrtFunction typing, out List<string> names)
    {
        using var session = handle.Borrow();
        nint count, name, type;
        NativeApi.Check(counter, session.Pointer, (nint)(&count));
        Dictionary<string, NodeMetadata> metadata = [];
        names = [];
        for (var i = 0; i < count; i++)
        {
            NativeApi.Check(naming, session.Pointer, i, NativeApi.DefaultAllocator, (nint)(&name));
            NativeApi.Check(typing, session.Pointer, i, (nint)(&type));
            names.Add(NativeApi.TakeString(name));
            metadata[names[^1]] = new NodeMetadata(type);
        }

        return metadata;
    }
}
