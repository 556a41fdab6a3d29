namespace NeuralOps.Data;

/// <summary>
/// Windows of anybody's own NPZ files: named arrays of a state over time, with forcing and masks if there are any, on a
/// grid of any extents. A sample at t, L−1 ≤ t ≤ T−K−1, is the state at t−L+1 … t, the state at t+1 … t+K and the
/// forcing and masks of the K steps.
/// </summary>
/// <remarks>Numbers of every real type are read and rounded to float32. All files are kept in memory.</remarks>
public sealed class FieldDataset : IWindowDataset<FieldBatch>
{
    private readonly FieldOptions options;
    private readonly SequenceCache<FieldSequence> sequences;
    private readonly WindowIndex index;

    /// <summary>Reads files.</summary>
    /// <param name="paths">NPZ files of one grid, at least one.</param>
    /// <param name="options">Names of the arrays, and the windows.</param>
    /// <exception cref="InvalidDataException">
    /// An array is missing, of a wrong shape or not finite; a file is too short or of another grid.
    /// </exception>
    public FieldDataset(IReadOnlyList<string> paths, FieldOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count, nameof(paths));
        this.options = options;
        sequences = new(paths.Count, i => FieldSequence.Read(paths[i], options), paths.Count);
        sequences.LoadAll();
        for (int i = 1; i < paths.Count; i++)
        {
            RequireLike(sequences[0], sequences[i]);
        }

        var starts = paths.Select((_, i) => sequences[i].Frames - options.History - options.Horizon + 1);
        index = new([.. starts], options.History - 1, options.Stride);
    }

    /// <summary>C, channels of the state.</summary>
    public int StateChannels => Channels(sequences[0].State);

    /// <summary>F, channels of the forcing.</summary>
    public int ForcingChannels => Channels(sequences[0].Forcing);

    /// <summary>M, channels of the masks.</summary>
    public int MaskChannels => Channels(sequences[0].Masks);

    /// <summary>H, rows of the grid.</summary>
    public int Height => sequences[0].State[0].Height;

    /// <summary>W, columns of the grid.</summary>
    public int Width => sequences[0].State[0].Width;

    /// <summary>Reads all <c>.npz</c> files of a folder, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Names of the arrays, and the windows.</param>
    /// <exception cref="InvalidDataException">The folder holds none, or as of the constructor.</exception>
    public static FieldDataset Open(string folder, FieldOptions options) => new(SequenceFiles.In(folder), options);

    /// <inheritdoc/>
    public int Count(int epoch) => index.Count(epoch);

    /// <inheritdoc/>
    public FieldBatch Assemble(int epoch, ReadOnlySpan<int> windows, ulong seed)
    {
        var batch = new FieldBatch(windows.Length, options, sequences[0]);
        for (int i = 0; i < windows.Length; i++)
        {
            var (sequence, time) = index.Locate(epoch, windows[i]);
            batch.Fill(i, sequences[sequence], time, options.History);
        }

        return batch;
    }

    private static int Channels(FieldArray[] arrays) => arrays.Sum(a => a.Channels);

    private static void RequireLike(FieldSequence first, FieldSequence other)
    {
        string expected = Describe(first);
        string found = Describe(other);
        if (expected != found)
        {
            throw FileError.At(other.Path, $"expected {expected} as {first.Path}, got {found}.");
        }
    }

    private static string Describe(FieldSequence s) =>
        $"{Channels(s.State)} state, {Channels(s.Forcing)} forcing and {Channels(s.Masks)} mask channels "
        + $"of {s.State[0].Height} x {s.State[0].Width}";
}
