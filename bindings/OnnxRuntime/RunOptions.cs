using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Settings of one or more runs.</summary>
public class RunOptions : SafeHandle
{
    private OrtLoggingLevel logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private bool terminate;

    public unsafe RunOptions() : base(0, ownsHandle: true)
    {
        nint created;
        NativeApi.Check(OrtFunction.CreateRunOptions, (nint)(&created));
        SetHandle(created);
    }

    public override bool IsInvalid => handle == 0;

    public OrtLoggingLevel LogSeverityLevel
    {
        get => logSeverityLevel;
        set
        {
            using var self = new NativeHandle.Use(this);
            NativeApi.Check(OrtFunction.RunOptionsSetRunLogSeverityLevel, self.Pointer, (nint)value);
            logSeverityLevel = value;
        }
    }

    /// <summary>Makes runs with these options stop as soon as they can, from any thread.</summary>
    public bool Terminate
    {
        get => terminate;
        set
        {
            using var self = new NativeHandle.Use(this);
            NativeApi.Check(
                value ? OrtFunction.RunOptionsSetTerminate : OrtFunction.RunOptionsUnsetTerminate, self.Pointer);
            terminate = value;
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeApi.Call(OrtFunction.ReleaseRunOptions, handle);
        return true;
    }
}
