using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Samples of an operator dataset's file, for a <see cref="BatchLoader{TBatch}"/>; a window is a whole
/// sample.</summary>
public sealed class OperatorDataset : IWindowDataset<OperatorBatch>
{
    private readonly OperatorDatasetReader reader;
    private readonly int[] samples;
    private readonly int steps;

    /// <summary>Chosen samples of a file.</summary>
    /// <param name="reader">The file, which stays the caller's and open.</param>
    /// <param name="samples">Places in the file, at least one.</param>
    /// <param name="steps">T, states after the first that are read; 0 for no trajectories.</param>
    /// <exception cref="ArgumentOutOfRangeException">A sample or a state is not within the file.</exception>
    /// <exception cref="InvalidDataException">The file has no trajectories.</exception>
    public OperatorDataset(OperatorDatasetReader reader, IReadOnlyList<int> samples, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count, nameof(samples));
        ArgumentOutOfRangeException.ThrowIfNegative(samples.Min(), nameof(samples));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(samples.Max(), reader.Count, nameof(samples));
        this.reader = reader;
        this.samples = [.. samples];
        this.steps = steps == 0 ? 0 : reader.RequireSteps(steps);
    }

    /// <summary>The samples' places in the file.</summary>
    public IReadOnlyList<int> Samples => samples;

    /// <summary>Splits a file by samples; the parts depend on its number of samples, the share and the seed
    /// alone.</summary>
    /// <param name="reader">The file, which stays the caller's and open.</param>
    /// <param name="validationShare">Share of the samples held out, in (0, 1); each part gets at least one.</param>
    /// <param name="seed">Seed of the stream <c>split</c>.</param>
    /// <param name="steps">T, states after the first that are read; 0 for no trajectories.</param>
    /// <exception cref="ArgumentException">The file has only one sample.</exception>
    public static (OperatorDataset Train, OperatorDataset Validation) Split(
        OperatorDatasetReader reader, double validationShare, ulong seed, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(validationShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationShare, 1);
        if (reader.Count < 2)
        {
            throw new ArgumentException($"{reader.Path}: expected at least 2 samples to split, got 1.", nameof(reader));
        }

        int held = Math.Clamp((int)Math.Round(validationShare * reader.Count), 1, reader.Count - 1);
        int[] order = new RandomStream(seed, "split").Permutation(reader.Count);
        return (new(reader, order[held..], steps), new(reader, order[..held], steps));
    }

    /// <inheritdoc/>
    public int Count(int epoch) => samples.Length;

    /// <inheritdoc/>
    public OperatorBatch Assemble(int epoch, ReadOnlySpan<int> windows, ulong seed)
    {
        int[] indices = new int[windows.Length];
        for (int row = 0; row < indices.Length; row++)
        {
            indices[row] = samples[windows[row]];
        }

        var batch = new OperatorBatch(indices, reader, steps);
        try
        {
            for (int row = 0; row < indices.Length; row++)
            {
                batch.Fill(row, reader);
            }
        }
        catch
        {
            batch.Dispose();
            throw;
        }

        return batch;
    }
}
