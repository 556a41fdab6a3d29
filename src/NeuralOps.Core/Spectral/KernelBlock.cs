namespace NeuralOps.Core;

/// <summary>The frequencies of one weight block in a plane's spectrum.</summary>
internal sealed class KernelBlock
{
    private readonly int number;
    private readonly KeptModes kept;
    private readonly nint[] counts;

    public KernelBlock(int number, KeptModes kept, nint offset)
    {
        this.number = number;
        this.kept = kept;
        counts = [.. Enumerable.Range(0, kept.Dimensions).Select(axis => (nint)kept.Place(number, axis).Count)];
        Offset = offset;
        Frequencies = counts.Aggregate((nint)1, (product, count) => product * count);

        // Whole registers are stored row by row: what one writes too much the next overwrites, and the last has room.
        Part = KernelAxis.RoundUp(Frequencies, KernelAxis.Lane) + KernelAxis.Lane;
    }

    /// <summary>Where the block's real parts begin in a plane.</summary>
    public nint Offset { get; }

    /// <summary>From the real parts to the imaginary ones.</summary>
    public nint Part { get; }

    /// <summary>The number of frequencies, M.</summary>
    public nint Frequencies { get; }

    /// <summary>Frequencies of the last axis, contiguous in weights.</summary>
    public nint Run => counts[^1];

    /// <summary>The number of runs.</summary>
    public nint Runs => Run == 0 ? 0 : Frequencies / Run;

    /// <summary>Where each run begins in the active part of a weight with these strides of the mode axes.</summary>
    public nint[] RunOffsets(ReadOnlySpan<long> strides)
    {
        var offsets = new nint[Runs];
        for (nint run = 0; run < offsets.Length; run++)
        {
            var rest = run;
            for (var axis = counts.Length - 2; axis >= 0; axis--)
            {
                offsets[run] += rest % counts[axis] * (nint)strides[axis];
                rest /= counts[axis];
            }
        }

        return offsets;
    }

    /// <summary>Per kept row its place and the real rows it sums.</summary>
    public IEnumerable<((nint Real, nint ToImaginary) Place, (int Source, int Power)[] Terms)> Rows(
        LeadingAxis[] leading)
    {
        for (nint run = 0; run < Runs; run++)
        {
            (nint Row, int Power)[] terms = [(0, 0)];
            var index = Indices(run);
            for (var axis = 0; axis < leading.Length; axis++)
            {
                var frequency = leading[axis].Frequencies[kept.Place(number, axis).Start + index[axis]];
                terms = [.. terms.SelectMany(term => leading[axis].Parts(frequency).Select(part =>
                    ((term.Row * leading[axis].Rows) + part.Row, (term.Power + part.Power) % 4)))];
            }

            yield return ((Offset + (run * Run), Part), [.. terms.Select(term => ((int)term.Row, term.Power))]);
        }
    }

    private nint[] Indices(nint run)
    {
        var index = new nint[counts.Length - 1];
        for (var axis = index.Length - 1; axis >= 0; axis--)
        {
            index[axis] = run % counts[axis];
            run /= counts[axis];
        }

        return index;
    }
}
