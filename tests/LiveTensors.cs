using TorchSharp;

namespace NeuralOps.Tests;

/// <summary>Counts live tensors for leak tests.</summary>
internal static class LiveTensors
{
    /// <summary>
    /// The count once tensors that earlier tests left to their finalizers are gone, so that it cannot fall by itself.
    /// </summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
