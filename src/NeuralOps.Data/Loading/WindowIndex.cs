namespace NeuralOps.Data;

/// <summary>
/// Which windows an epoch has: every <c>stride</c>-th start of each sequence, beginning at epoch mod stride. A sequence
/// of T frames has the starts t with first ≤ t ≤ T − K − 1.
/// </summary>
internal sealed class WindowIndex
{
    private readonly int firstFrame;
    private readonly int stride;
    private readonly int[][] ends;

    /// <param name="starts">Number of starts of each sequence.</param>
    /// <param name="firstFrame">Time of the first start.</param>
    /// <param name="stride">Frames between two starts.</param>
    public WindowIndex(IReadOnlyList<int> starts, int firstFrame, int stride)
    {
        this.firstFrame = firstFrame;
        this.stride = stride;
        // Where the stride exceeds every sequence, later offsets would give empty epochs.
        int offsets = Math.Min(stride, starts.Max());
        ends = [.. Enumerable.Range(0, offsets).Select(offset => Ends(starts, offset))];
    }

    public int Count(int epoch) => Of(epoch)[^1];

    public (int Sequence, int Time) Locate(int epoch, int window)
    {
        int[] ends = Of(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(window);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(window, ends[^1]);
        int sequence = Array.BinarySearch(ends, window + 1);
        sequence = sequence < 0 ? ~sequence : FirstOf(ends, sequence);
        int before = sequence == 0 ? 0 : ends[sequence - 1];
        return (sequence, firstFrame + Offset(epoch) + ((window - before) * stride));
    }

    /// <summary>
    /// Sequences without windows repeat their predecessor's end; the first of equal ends owns the window.
    /// </summary>
    private static int FirstOf(int[] ends, int sequence)
    {
        while (sequence > 0 && ends[sequence - 1] == ends[sequence])
        {
            sequence--;
        }

        return sequence;
    }

    private int Offset(int epoch) => epoch % ends.Length;

    private int[] Of(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return ends[Offset(epoch)];
    }

    private int[] Ends(IReadOnlyList<int> starts, int offset)
    {
        int total = 0;
        return [.. starts.Select(n => total += Math.Max(0, (n - offset + stride - 1) / stride))];
    }
}
