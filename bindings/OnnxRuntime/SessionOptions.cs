using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Settings of a session, read when it is created.</summary>
public class SessionOptions : SafeHandle
{
    private bool enableCpuMemArena = true;
    private bool enableMemoryPattern = true;
    private ExecutionMode executionMode = ExecutionMode.ORT_SEQUENTIAL;
    private GraphOptimizationLevel graphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private int interOpNumThreads;
    private int intraOpNumThreads;
    private string logId = "";
    private OrtLoggingLevel logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private string optimizedModelFilePath = "";

    public unsafe SessionOptions() : base(0, ownsHandle: true)
    {
        nint created;
        NativeApi.Check(OrtFunction.CreateSessionOptions, (nint)(&created));
        SetHandle(created);
    }

    public override bool IsInvalid => handle == 0;

    public bool EnableCpuMemArena
    {
        get => enableCpuMemArena;
        set
        {
            Set(value ? OrtFunction.EnableCpuMemArena : OrtFunction.DisableCpuMemArena);
            enableCpuMemArena = value;
        }
    }

    public bool EnableMemoryPattern
    {
        get => enableMemoryPattern;
        set
        {
            Set(value ? OrtFunction.EnableMemPattern : OrtFunction.DisableMemPattern);
            enableMemoryPattern = value;
        }
    }

    public ExecutionMode ExecutionMode
    {
        get => executionMode;
        set
        {
            Set(OrtFunction.SetSessionExecutionMode, (nint)value);
            executionMode = value;
        }
    }

    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => graphOptimizationLevel;
        set
        {
            Set(OrtFunction.SetSessionGraphOptimizationLevel, (nint)value);
            graphOptimizationLevel = value;
        }
    }

    public int InterOpNumThreads
    {
        get => interOpNumThreads;
        set
        {
            Set(OrtFunction.SetInterOpNumThreads, value);
            interOpNumThreads = value;
        }
    }

    public int IntraOpNumThreads
    {
        get => intraOpNumThreads;
        set
        {
            Set(OrtFunction.SetIntraOpNumThreads, value);
            intraOpNumThreads = value;
        }
    }

    public string LogId
    {
        get => logId;
        set
        {
            using var text = NativeString.Of(value);
            Set(OrtFunction.SetSessionLogId, text.Pointer);
            logId = value;
        }
    }

    public OrtLoggingLevel LogSeverityLevel
    {
        get => logSeverityLevel;
        set
        {
            Set(OrtFunction.SetSessionLogSeverityLevel, (nint)value);
            logSeverityLevel = value;
        }
    }

    public string OptimizedModelFilePath
    {
        get => optimizedModelFilePath;
        set
        {
            using var path = NativeString.OfPath(value);
            Set(OrtFunction.SetOptimizedModelFilePath, path.Pointer);
            optimizedModelFilePath = value;
        }
    }

    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        using var self = new NativeHandle.Use(this);
        using var key = NativeString.Of(configKey);
        using var value = NativeString.Of(configValue);
        NativeApi.Check(OrtFunction.AddSessionConfigEntry, self.Pointer, key.Pointer, value.Pointer);
    }

    public void AddFreeDimensionOverrideByName(string dimName, long dimValue)
    {
        using var self = new NativeHandle.Use(this);
        using var name = NativeString.Of(dimName);
        NativeApi.Check(OrtFunction.AddFreeDimensionOverrideByName, self.Pointer, name.Pointer, (nint)dimValue);
    }

    public void AppendExecutionProvider(string providerName, Dictionary<string, string>? providerOptions = null)
    {
        using var self = new NativeHandle.Use(this);
        using var name = NativeString.Of(providerName);
        using var keys = new NativeStrings(providerOptions?.Keys ?? Enumerable.Empty<string>());
        using var values = new NativeStrings(providerOptions?.Values ?? Enumerable.Empty<string>());
        NativeApi.Check(
            OrtFunction.AppendExecutionProvider, self.Pointer, name.Pointer, keys.Pointer, values.Pointer, keys.Count);
    }

    public unsafe void AppendExecutionProvider_CUDA(int deviceId = 0)
    {
        nint cuda;
        NativeApi.Check(OrtFunction.CreateCudaProviderOptions, (nint)(&cuda));
        using var options = new NativeHandle(cuda, OrtFunction.ReleaseCudaProviderOptions);
        using var self = new NativeHandle.Use(this);
        using var keys = new NativeStrings(["device_id"]);
        using var values = new NativeStrings([deviceId.ToString(CultureInfo.InvariantCulture)]);
        NativeApi.Check(OrtFunction.UpdateCudaProviderOptions, cuda, keys.Pointer, values.Pointer, keys.Count);
        NativeApi.Check(OrtFunction.AppendCudaProvider, self.Pointer, cuda);
    }

    protected override bool ReleaseHandle()
    {
        NativeApi.Call(OrtFunction.ReleaseSessionOptions, handle);
        return true;
    }

    private void Set(OrtFunction function)
    {
        using var self = new NativeHandle.Use(this);
        NativeApi.Check(function, self.Pointer);
    }

    private void Set(OrtFunction function, nint value)
    {
        using var self = new NativeHandle.Use(this);
        NativeApi.Check(function, self.Pointer, value);
    }
}
