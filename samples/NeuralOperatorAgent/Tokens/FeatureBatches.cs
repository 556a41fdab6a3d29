using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>Shuffled rows of a table of features in batches; the last one of an epoch takes the rest.</summary>
/// <param name="rows">[N, F]; it stays the caller's.</param>
/// <param name="size">Rows of a batch.</param>
/// <param name="seed">The seed of the order.</param>
internal sealed class FeatureBatches(Tensor rows, int size, long seed) : IBatchSource<Tensor>
{
    private readonly int count = (int)rows.size(0);

    public int BatchesPerEpoch => Math.Max(1, count / size);

    public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0)
    {
        int[] order = new RandomStream((ulong)seed, FormattableString.Invariant($"rows/{epoch}")).Permutation(count);
        for (int batch = firstBatch; batch < BatchesPerEpoch; batch++)
        {
            int last = batch == BatchesPerEpoch - 1 ? count : (batch + 1) * size;
            long[] taken = [.. order[(batch * size)..last].Select(i => (long)i)];
            using Tensor index = tensor(taken);
            yield return rows.index_select(0, index);
        }
    }

    public void Dispose()
    {
    }
}
