using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// Windows of fluid sequences: a sample at t, 1 ≤ t ≤ T−K−1, is the model input at t, the frames t+1 … t+K and the
/// masks of the K steps.
/// </summary>
public sealed class FluidSequenceDataset : IWindowDataset<FluidBatch>
{
    private readonly FluidDatasetOptions options;
    private readonly SequenceCache<FluidSequence> sequences;
    private readonly WindowIndex index;

    /// <summary>
    /// Makes a dataset of files; they are read here when <see cref="FluidDatasetOptions.Preload"/> is set.
    /// </summary>
    /// <param name="paths">Files as <see cref="FluidSequence.Read"/> takes them, of one grid, at least one.</param>
    /// <param name="options">Windows and changes.</param>
    /// <exception cref="InvalidDataException">
    /// A file is bad, of another grid than the first, or too short for K.
    /// </exception>
    public FluidSequenceDataset(IReadOnlyList<string> paths, FluidDatasetOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count, nameof(paths));
        this.options = options;
        int capacity = options.Preload ? paths.Count : options.CachedSequences;
        sequences = new(paths.Count, i => FluidSequence.Read(paths[i]).Normalise(options.Scales), capacity);
        if (options.Preload)
        {
            sequences.LoadAll();
        }

        var extents = paths
            .Select((path, i) => options.Preload ? sequences[i].Extents : FluidSequence.ReadExtents(path))
            .ToArray();
        (_, Height, Width) = extents[0];
        for (int i = 0; i < extents.Length; i++)
        {
            RequireExtents(paths[i], extents[i], paths[0]);
        }

        index = new([.. extents.Select(e => e.Frames - options.Horizon - 1)], firstFrame: 1, options.Stride);
    }

    /// <summary>H, cells along z.</summary>
    public int Height { get; }

    /// <summary>W, cells along x.</summary>
    public int Width { get; }

    /// <summary>Number of sequences.</summary>
    public int SequenceCount => sequences.Count;

    /// <summary>Makes a dataset of all <c>.npz</c> files of a folder, in the order of their names.</summary>
    /// <param name="folder">For instance <c>data/train</c>.</param>
    /// <param name="options">Windows and changes.</param>
    /// <exception cref="InvalidDataException">The folder holds none, or as of the constructor.</exception>
    public static FluidSequenceDataset Open(string folder, FluidDatasetOptions options) =>
        new(SequenceFiles.In(folder), options);

    /// <summary>A sequence, divided by the scales.</summary>
    /// <param name="sequence">In [0, <see cref="SequenceCount"/>).</param>
    public FluidSequence Sequence(int sequence) => sequences[sequence];

    /// <inheritdoc/>
    public int Count(int epoch) => index.Count(epoch);

    /// <summary>The sequence and the time t of a window.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="window">In [0, <see cref="Count"/>).</param>
    public (int Sequence, int Time) Locate(int epoch, int window) => index.Locate(epoch, window);

    /// <inheritdoc/>
    public FluidBatch Assemble(int epoch, ReadOnlySpan<int> windows, ulong seed)
    {
        var batch = new FluidBatch(windows.Length, options.Horizon, Height, Width);
        for (int i = 0; i < windows.Length; i++)
        {
            var (sequence, time) = index.Locate(epoch, windows[i]);
            batch.Fill(i, sequences[sequence], time, options.MaskTime, IsFlipped(epoch, windows[i], seed));
        }

        return batch;
    }

    private bool IsFlipped(int epoch, int window, ulong seed)
    {
        var draws = new RandomStream(seed, FormattableString.Invariant($"flip/{epoch}/{window}"));
        return draws.NextDouble() < options.FlipProbability;
    }

    private void RequireExtents(string path, (int Frames, int Height, int Width) extents, string first)
    {
        if (extents.Height != Height || extents.Width != Width)
        {
            throw FileError.At(path,
                $"expected the grid {Height} x {Width} of {first}, got {extents.Height} x {extents.Width}.");
        }

        if (extents.Frames < options.Horizon + 2)
        {
            throw FileError.At(path,
                $"T = {extents.Frames} frames are too few for K = {options.Horizon}: "
                + $"a window takes K + 2 = {options.Horizon + 2}.");
        }
    }
}
