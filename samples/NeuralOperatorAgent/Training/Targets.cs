using NeuralOps.Data;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>The truth of a batch: the file's trajectories, or, where they are too short or several realisations are
/// wanted, those that the parameters give again.</summary>
internal sealed class Targets : IDisposable
{
    private readonly UpdateShares shares;
    private readonly OperatorReplay? replay;
    private readonly int steps;
    private readonly int realizations;

    /// <summary>The truth of a dataset's samples.</summary>
    /// <param name="reader">The dataset.</param>
    /// <param name="steps">The steps that are needed.</param>
    /// <param name="realizations">Realisations that a target is the mean of.</param>
    /// <param name="device">Where batches go.</param>
    public Targets(OperatorDatasetReader reader, int steps, int realizations, ComputeDevice device)
    {
        Device = device == ComputeDevice.Cpu ? CPU
            : cuda.is_available() ? CUDA
            : throw new ArgumentException("Expected --device cpu, because libtorch finds no CUDA device, got cuda.");
        (this.steps, this.realizations) = (steps, realizations);
        shares = new UpdateShares(reader.Space);
        if (reader.Steps >= steps && realizations == 1)
        {
            return;
        }

        if (reader.Space is not { } space || space.Dimensions.All(dimension => dimension.Name != "num_layers"))
        {
            throw new InvalidDataException(
                $"{reader.Path}: expected trajectories of at least {steps} steps, or the parameters of random "
                + $"operators to make them from, found {reader.Steps} steps and no such parameters.");
        }

        replay = Domains.Replay(space);
    }

    /// <summary>Where batches are.</summary>
    public Device Device { get; }

    /// <summary>Whether the file's own trajectories are used.</summary>
    public bool FromFile => replay is null;

    /// <summary>The truth of a batch.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="withParameters">Whether θ is handed on.</param>
    public TruthBatch Of(OperatorBatch batch, bool withParameters)
    {
        Tensor frames = replay is null
            ? batch.Trajectory
            : cat([.. Enumerable.Range(0, batch.Indices.Count).Select(i => Again(batch, i))]);
        return new TruthBatch(
            frames.to(Device), shares.Of(batch.Parameters).to(Device),
            withParameters ? batch.Parameters.to(Device) : null);
    }

    public void Dispose() => replay?.Dispose();

    private Tensor Again(OperatorBatch batch, int i)
    {
        float[] theta = batch.Parameters[i].data<float>().ToArray();
        Tensor made = replay!.Run(theta, batch.Initial.narrow(0, i, 1), steps, realizations);
        return realizations == 1 ? made : made.mean([1]);
    }
}
