using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The process-wide environment of ONNX Runtime; sessions create it on first use.</summary>
public sealed unsafe class OrtEnv : SafeHandle
{
    private static readonly Lazy<OrtEnv> Shared = new(() => new OrtEnv());

    private OrtEnv() : base(0, ownsHandle: true)
    {
        using var name = NativeString.Of("NeuralOps");
        nint created;
        NativeApi.Check(
            OrtFunction.CreateEnv, (nint)OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, name.Pointer, (nint)(&created));
        SetHandle(created);
    }

    public override bool IsInvalid => handle == 0;

    public static OrtEnv Instance() => Shared.Value;

    public string GetVersionString() => NativeApi.Version;

    public string[] GetAvailableProviders()
    {
        nint* names;
        int count;
        NativeApi.Check(OrtFunction.GetAvailableProviders, (nint)(&names), (nint)(&count));
        var providers = new string[count];
        for (var i = 0; i < count; i++)
        {
            providers[i] = Marshal.PtrToStringUTF8(names[i])!;
        }

        NativeApi.Check(OrtFunction.ReleaseAvailableProviders, (nint)names, count);
        return providers;
    }

    protected override bool ReleaseHandle()
    {
        NativeApi.Call(OrtFunction.ReleaseEnv, handle);
        return true;
    }
}
