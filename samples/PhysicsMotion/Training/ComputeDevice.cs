using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Where a run computes.</summary>
internal enum ComputeDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The first CUDA device.</summary>
    Cuda,
}

/// <summary>Devices by name.</summary>
internal static class ComputeDevices
{
    /// <summary>The device; one that is absent is refused.</summary>
    public static Device Of(ComputeDevice device) => device == ComputeDevice.Cpu ? CPU
        : cuda.is_available() ? CUDA
        : throw new ArgumentException("Expected --device cpu, because libtorch finds no CUDA device, got cuda.");
}
