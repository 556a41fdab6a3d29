namespace NeuralOps.Data;

/// <summary>Positions of named joints over frames [T, J, 3], in metres, right-handed with Y up.</summary>
public sealed class JointTracks
{
    private const double SameFrame = 1e-6;
    private readonly double[] positions;

    /// <summary>Takes positions as they are, without a copy.</summary>
    /// <param name="names">J names.</param>
    /// <param name="parents">For each joint the one it hangs on; −1 for the root.</param>
    /// <param name="positions">Row-major [T, J, 3], in metres.</param>
    /// <param name="framesPerSecond">Positive.</param>
    /// <param name="source">Where the motion comes from; begins error texts.</param>
    /// <exception cref="ArgumentException">The positions are no whole number of frames, or the parents are not as many
    /// as the names.</exception>
    public JointTracks(
        IReadOnlyList<string> names,
        IReadOnlyList<int> parents,
        double[] positions,
        double framesPerSecond,
        string source)
    {
        ArgumentOutOfRangeException.ThrowIfZero(names.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        if (positions.Length == 0 || positions.Length % (3 * names.Count) != 0)
        {
            throw new ArgumentException(
                $"{source}: expected frames of {names.Count} joints, {3 * names.Count} coordinates each, "
                + $"got {positions.Length} coordinates.",
                nameof(positions));
        }

        if (parents.Count != names.Count)
        {
            throw new ArgumentException(
                $"{source}: expected {names.Count} parents, one for each joint, got {parents.Count}.",
                nameof(parents));
        }

        Names = names;
        Parents = parents;
        this.positions = positions;
        FramesPerSecond = framesPerSecond;
        Source = source;
    }

    /// <summary>The joints' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>For each joint the index of the one it hangs on; −1 for the root.</summary>
    public IReadOnlyList<int> Parents { get; }

    /// <summary>T, the number of frames.</summary>
    public int Frames => positions.Length / (3 * Names.Count);

    /// <summary>Frames per second.</summary>
    public double FramesPerSecond { get; }

    /// <summary>Where the motion comes from.</summary>
    public string Source { get; }

    /// <summary>The positions, row-major [T, J, 3], in metres.</summary>
    public ReadOnlySpan<double> Positions => positions;

    /// <summary>Three coordinates of a joint.</summary>
    /// <param name="frame">In [0, T).</param>
    /// <param name="joint">In [0, J).</param>
    public ReadOnlySpan<double> At(int frame, int joint) =>
        positions.AsSpan(3 * ((frame * Names.Count) + joint), 3);

    /// <summary>
    /// The same motion at another rate: frame k is at the time k / rate, up to the last time within the clip. A time
    /// that falls on a frame takes that frame exactly, so a whole ratio of rates is plain decimation, as the published
    /// data sets were made; no filter is applied.
    /// </summary>
    /// <param name="framesPerSecond">The new rate, positive.</param>
    /// <param name="interpolation">How times between frames are read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above 0, or gives more than 2²⁷
    /// coordinates.</exception>
    public JointTracks Resample(double framesPerSecond, Interpolation interpolation = Interpolation.Cubic)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        double ratio = FramesPerSecond / framesPerSecond;
        int width = 3 * Names.Count, last = Frames - 1;
        double count = Math.Floor((last / ratio) + SameFrame) + 1;
        if (count * width > ArticulatedMotion.MaxCoordinates)
        {
            throw new ArgumentOutOfRangeException(
                nameof(framesPerSecond),
                $"{Source}: expected a rate that gives at most {ArticulatedMotion.MaxCoordinates} coordinates, got "
                + $"{framesPerSecond}.");
        }

        double[] result = new double[(int)count * width];
        for (int frame = 0; frame < count; frame++)
        {
            double at = Math.Min(frame * ratio, last);
            int before = Math.Min((int)(at + SameFrame), last);
            var row = result.AsSpan(frame * width, width);
            if (at - before < SameFrame)
            {
                Row(before).CopyTo(row);
            }
            else
            {
                Between(before, at - before, interpolation, row);
            }
        }

        return new(Names, Parents, result, framesPerSecond, Source);
    }

    private ReadOnlySpan<double> Row(int frame) => positions.AsSpan(frame * 3 * Names.Count, 3 * Names.Count);

    private void Between(int before, double share, Interpolation interpolation, Span<double> row)
    {
        ReadOnlySpan<double> b = Row(before), c = Row(before + 1);
        bool hasA = before > 0, hasD = before + 2 < Frames;
        var a = hasA ? Row(before - 1) : default;
        var d = hasD ? Row(before + 2) : default;
        for (int i = 0; i < row.Length; i++)
        {
            double step = c[i] - b[i];
            if (interpolation == Interpolation.Linear)
            {
                row[i] = b[i] + (share * step);
                continue;
            }

            // At an end, where one neighbour is missing, the slope is that of the parabola through the other three.
            double slopeAfter = hasD ? (d[i] - b[i]) / 2 : hasA ? step + ((step - (b[i] - a[i])) / 2) : step;
            double slopeBefore = hasA ? (c[i] - a[i]) / 2 : hasD ? step - ((d[i] - c[i] - step) / 2) : step;
            double square = (3 * step) - (2 * slopeBefore) - slopeAfter, cube = slopeBefore + slopeAfter - (2 * step);
            row[i] = b[i] + (share * (slopeBefore + (share * (square + (share * cube)))));
        }
    }
}
