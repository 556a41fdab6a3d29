using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Sums in one order, whatever the number of threads.</summary>
internal static class OrderedSum
{
    /// <summary>Over the first axis, from first to last; overwrites <paramref name="parts"/>.</summary>
    public static Tensor First(Tensor parts)
    {
        var total = parts.select(0, 0);
        for (long i = 1; i < parts.size(0); i++)
        {
            total.add_(parts.select(0, i));
        }

        return total;
    }
}
