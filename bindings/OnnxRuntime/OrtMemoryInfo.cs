using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Names the memory that a tensor lies in.</summary>
public sealed unsafe class OrtMemoryInfo : SafeHandle
{
    public static readonly string allocatorCPU = "Cpu";
    public static readonly string allocatorCUDA = "Cuda";
    public static readonly string allocatorCUDA_PINNED = "CudaPinned";

    private static readonly Lazy<OrtMemoryInfo> Shared = new(CreateDefault);

    public OrtMemoryInfo(string allocatorName, OrtAllocatorType allocatorType, int deviceId, OrtMemType memoryType)
        : base(0, ownsHandle: true)
    {
        using var name = NativeString.Of(allocatorName);
        nint created;
        NativeApi.Check(
            OrtFunction.CreateMemoryInfo,
            name.Pointer,
            (nint)allocatorType,
            deviceId,
            (nint)memoryType,
            (nint)(&created));
        SetHandle(created);
    }

    private OrtMemoryInfo(nint created) : base(created, ownsHandle: true)
    {
    }

    public static OrtMemoryInfo DefaultInstance => Shared.Value;

    public override bool IsInvalid => handle == 0;

    public string Name
    {
        get
        {
            using var self = new NativeHandle.Use(this);
            nint name;
            NativeApi.Check(OrtFunction.MemoryInfoGetName, self.Pointer, (nint)(&name));
            return Marshal.PtrToStringUTF8(name)!;
        }
    }

    public int Id
    {
        get
        {
            using var self = new NativeHandle.Use(this);
            int id;
            NativeApi.Check(OrtFunction.MemoryInfoGetId, self.Pointer, (nint)(&id));
            return id;
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeApi.Call(OrtFunction.ReleaseMemoryInfo, handle);
        return true;
    }

    private static OrtMemoryInfo CreateDefault()
    {
        nint created;
        NativeApi.Check(
            OrtFunction.CreateCpuMemoryInfo,
            (nint)OrtAllocatorType.ArenaAllocator,
            (nint)OrtMemType.Default,
            (nint)(&created));
        return new OrtMemoryInfo(created);
    }
}
