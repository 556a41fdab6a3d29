using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>A tensor of a safetensors header; its bytes are [Begin, End) of the data.</summary>
internal sealed record SafetensorsEntry(string Name, ScalarType Dtype, long[] Shape, long Begin, long End)
{
    /// <summary>The number of bytes of a tensor, or null where it exceeds 64 bits.</summary>
    public static long? ByteCount(ScalarType dtype, ReadOnlySpan<long> shape)
    {
        if (shape.Contains(0))
        {
            return 0;
        }

        Int128 bytes = dtype.ElementSize();
        foreach (long length in shape)
        {
            bytes *= length;
            if (bytes > long.MaxValue)
            {
                return null;
            }
        }

        return (long)bytes;
    }
}
