using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>The samples of a dataset that a run did not train on, and the mean trajectory of those it did.</summary>
internal sealed class HeldOut : IDisposable
{
    /// <summary>The least T: predictions start from frame 1.</summary>
    public const int Least = 2;

    private const int ChunkSize = 8;

    private readonly OperatorDatasetReader reader;
    private readonly SampleSplit split;
    private readonly UpdateShares shares;

    /// <summary>Opens a dataset as a run split it.</summary>
    /// <param name="options">Dataset and split.</param>
    /// <param name="steps">T, steps that trajectories must have; null takes all of the file.</param>
    public HeldOut(AgentOptions options, int? steps = null)
    {
        if (steps < Least)
        {
            throw new ArgumentException(
                $"Expected --timesteps of at least {Least}, because rollouts start from frame 1, got {steps}.");
        }

        reader = OperatorDatasetReader.Open(options.Dataset);
        Steps = steps ?? reader.Steps;
        if (reader.Steps < Math.Max(Least, Steps))
        {
            reader.Dispose();
            throw new InvalidDataException(
                $"{options.Dataset}: expected trajectories of at least {Math.Max(Least, Steps)} steps, found "
                + $"{reader.Steps}.");
        }

        shares = new UpdateShares(reader.Space);
        split = SampleSplit.Of(reader.Path, reader.Count, options.NSamples, options.ValSplit, options.Seed);
    }

    /// <summary>T.</summary>
    public int Steps { get; }

    /// <summary>C.</summary>
    public int Channels => reader.Channels;

    /// <summary>The number of held-out samples.</summary>
    public int Count => split.HeldOut.Count;

    /// <summary>The dataset.</summary>
    public string Path => reader.Path;

    /// <summary>P, components of θ.</summary>
    public int ParameterCount => reader.ParameterCount;

    /// <summary>The name of the update of each held-out sample, e.g. <c>residual</c>.</summary>
    public IReadOnlyList<string> Updates()
    {
        using Tensor all = reader.Parameters();
        return [.. split.HeldOut.Select(i => shares.Name(all[i].data<float>().ToArray()))];
    }

    /// <summary>The held-out samples, a few at a time; each chunk is the caller's.</summary>
    /// <param name="most">The most samples taken.</param>
    public IEnumerable<TruthBatch> Chunks(int most = int.MaxValue) =>
        split.HeldOut.Take(most).Chunk(ChunkSize).Select(Read);

    /// <summary>Training samples, a few at a time; each chunk is the caller's.</summary>
    /// <param name="most">The most samples taken.</param>
    public IEnumerable<TruthBatch> TrainingChunks(int most) =>
        split.Training.Take(most).Chunk(ChunkSize).Select(Read);

    /// <summary>The mean of the training samples' trajectories, [1, T+1, C, H, W]: what to say without looking.
    /// </summary>
    public Tensor MeanTrajectory()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? sum = null;
        foreach (int i in split.Training)
        {
            using Tensor one = reader.Trajectories(i, 1, Steps);
            sum = sum is null ? one.clone() : sum.add_(one);
        }

        return (sum! / split.Training.Count).MoveToOuterDisposeScope();
    }

    public void Dispose() => reader.Dispose();

    private TruthBatch Read(int[] samples)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor frames = cat([.. samples.Select(i => reader.Trajectories(i, 1, Steps))]);
        Tensor theta = reader.Parameters().index_select(0, tensor(samples.Select(i => (long)i).ToArray()));
        return new TruthBatch(
            frames.MoveToOuterDisposeScope(), shares.Of(theta).MoveToOuterDisposeScope(),
            theta.MoveToOuterDisposeScope());
    }
}
