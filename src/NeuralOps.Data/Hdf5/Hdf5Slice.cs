namespace NeuralOps.Data;

/// <summary>The indices Start, Start + Step, … of one axis.</summary>
/// <param name="Start">First index, from 0 up.</param>
/// <param name="Count">How many indices; −1 for all that follow.</param>
/// <param name="Step">Distance between indices, from 1 up.</param>
public readonly record struct Hdf5Slice(long Start, long Count, long Step = 1)
{
    private const long Rest = -1;

    /// <summary>The whole axis.</summary>
    public static Hdf5Slice All { get; } = new(0, Rest);

    /// <summary>One index; the axis stays, with length 1.</summary>
    /// <param name="index">The index, from 0 up.</param>
    public static Hdf5Slice At(long index) => new(index, 1);

    /// <summary>The slice with its count; null where it leaves an axis.</summary>
    internal Hdf5Slice? Within(long extent)
    {
        long left = Math.Max(0, extent - Start);
        long count = Count == Rest && Step > 0 ? (left / Step) + (left % Step > 0 ? 1 : 0) : Count;
        bool fits = Start >= 0 && Step > 0 && count >= 0 && Start <= extent
            && (count == 0 || (left > 0 && count - 1 <= (left - 1) / Step));
        return fits ? this with { Count = count } : null;
    }
}
