using NeuralOps.Core;

namespace NeuralOperatorAgent;

/// <summary>Which samples of a dataset train and which are held out.</summary>
/// <param name="Training">Places in the file.</param>
/// <param name="HeldOut">Places in the file.</param>
internal sealed record SampleSplit(IReadOnlyList<int> Training, IReadOnlyList<int> HeldOut)
{
    /// <summary>A split that depends on its arguments alone.</summary>
    /// <param name="path">The dataset, for the error.</param>
    /// <param name="count">Samples of the file.</param>
    /// <param name="wanted">Samples taken, the first of the file.</param>
    /// <param name="share">The share held out, in (0, 1); each part gets at least one sample.</param>
    /// <param name="seed">Seed of the stream <c>split</c>.</param>
    public static SampleSplit Of(string path, int count, int wanted, double share, long seed)
    {
        int taken = Math.Min(count, wanted);
        if (taken < 2)
        {
            throw new InvalidDataException($"{path}: expected at least 2 samples to split, found {taken}.");
        }

        int held = Math.Clamp((int)Math.Round(share * taken), 1, taken - 1);
        int[] order = new RandomStream((ulong)seed, "split").Permutation(taken);
        return new SampleSplit([.. order[held..].Order()], [.. order[..held].Order()]);
    }
}
