using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Moves the bytes of contiguous tensors in host memory from and to streams, of any length.</summary>
internal static class TensorBytes
{
    private const long PartBytes = 1 << 26;

    /// <summary>Fills a tensor from a stream.</summary>
    /// <exception cref="EndOfStreamException">The stream ends early.</exception>
    public static void Read(Stream stream, Tensor tensor) =>
        ForEachPart(tensor, part => stream.ReadExactly(part.bytes));

    /// <summary>Writes a tensor to a stream.</summary>
    public static void Write(Stream stream, Tensor tensor) => ForEachPart(tensor, part => stream.Write(part.bytes));

    private static void ForEachPart(Tensor tensor, Action<Tensor> act)
    {
        long count = tensor.numel();
        long step = PartBytes / tensor.dtype.ElementSize();
        using var flat = tensor.view(-1);
        for (long start = 0; start < count; start += step)
        {
            using var part = flat.narrow(0, start, Math.Min(step, count - start));
            act(part);
        }
    }
}
