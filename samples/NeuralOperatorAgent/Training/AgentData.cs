using NeuralOps.Data;
using NeuralOps.Models;

namespace NeuralOperatorAgent;

/// <summary>The samples of a run: those that train, shuffled, and those held out, in order.</summary>
internal sealed class AgentData : IDisposable
{
    private readonly OperatorDatasetReader reader;

    /// <summary>Opens the dataset and splits it.</summary>
    public AgentData(AgentOptions options)
    {
        options.RequireConsistent();
        reader = OperatorDatasetReader.Open(options.Dataset);
        try
        {
            Options = options with { Noa = Fit(options.Noa) };
            RequireGrid();
            Targets = new Targets(reader, Options.StepsNeeded, options.NRealizations, options.Device);
            int steps = Targets.FromFile ? options.StartShare < 1 ? reader.Steps : Options.StepsNeeded : 0;
            var split = SampleSplit.Of(reader.Path, reader.Count, options.NSamples, options.ValSplit, options.Seed);
            Training = Loader(split.Training, steps, shuffles: true);
            Validation = Loader(split.HeldOut, Math.Min(steps, Options.StepsNeeded), shuffles: false);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The options with the operator's channels and parameters as the dataset has them.</summary>
    public AgentOptions Options { get; }

    /// <summary>The truth of a batch.</summary>
    public Targets Targets { get; } = null!;

    /// <summary>Shuffled batches.</summary>
    public BatchLoader<OperatorBatch> Training { get; } = null!;

    /// <summary>The samples held out.</summary>
    public BatchLoader<OperatorBatch> Validation { get; } = null!;

    /// <summary>H and W.</summary>
    public (int Height, int Width) Grid => (reader.Height, reader.Width);

    /// <inheritdoc/>
    public void Dispose()
    {
        Training?.Dispose();
        Validation?.Dispose();
        Targets?.Dispose();
        reader.Dispose();
    }

    private void RequireGrid()
    {
        int levels = Options.Noa.Operator.EncoderLevels;
        if (Grid.Height % (1 << levels) != 0 || Grid.Width % (1 << levels) != 0)
        {
            throw new InvalidDataException(
                $"{reader.Path}: expected a grid of multiples of {1 << levels} cells for {levels} levels, found "
                + $"{Grid.Height}x{Grid.Width}.");
        }
    }

    private NoaOptions Fit(NoaOptions noa) => noa with
    {
        Operator = noa.Operator with
        {
            InChannels = noa.StateChannels(reader.Channels),
            OutChannels = reader.Channels,
            Conditioning = noa.Operator.Conditioning is { } conditioning
                ? conditioning with { Parameters = reader.ParameterCount }
                : null,
        },
    };

    private BatchLoader<OperatorBatch> Loader(IReadOnlyList<int> samples, int steps, bool shuffles) => new(
        new OperatorDataset(reader, samples, steps),
        new LoaderOptions
        {
            BatchSize = Math.Min(Options.BatchSize, samples.Count),
            Shuffle = shuffles,
            DropLast = shuffles,
            Seed = (ulong)Options.Seed,
        });
}
