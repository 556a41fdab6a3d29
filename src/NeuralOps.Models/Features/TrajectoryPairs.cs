using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>What pairs of states of trajectories [B, T+1, C, H, W] give.</summary>
internal sealed class TrajectoryPairs
{
    public TrajectoryPairs(Tensor trajectory)
    {
        Energy = FeatureMath.ByRow(trajectory, row => row.flatten(2).square().mean([2]));
        LogEnergy = FeatureMath.Log(Energy);
        var table = FeatureMath.ByRow(trajectory, row => Table(row.flatten(2))); // [B, T, 5]
        SquaredStep = table.select(2, 0);
        StepCorrelation = table.select(2, 2);
        InitialCorrelation = table.select(2, 3);
        SquaredDistance = table.select(2, 4);
        long turns = Math.Max(1, trajectory.size(1) - 2);
        SquaredTurn = table.select(2, 1).narrow(1, table.size(1) - turns, turns);
    }

    /// <summary>⟨u²⟩ and its logarithm, [B, T+1].</summary>
    public Tensor Energy { get; }

    /// <inheritdoc cref="Energy"/>
    public Tensor LogEnergy { get; }

    /// <summary>⟨Δu_t²⟩, [B, T].</summary>
    public Tensor SquaredStep { get; }

    /// <summary>⟨(Δu_t − Δu_{t−1})²⟩, [B, T−1]; one zero for T = 1.</summary>
    public Tensor SquaredTurn { get; }

    /// <summary>Correlation of u_t with u_{t−1}, [B, T].</summary>
    public Tensor StepCorrelation { get; }

    /// <summary>Correlation of u_t with u_0, [B, T].</summary>
    public Tensor InitialCorrelation { get; }

    /// <summary>⟨(u_t − u_0)²⟩, [B, T].</summary>
    public Tensor SquaredDistance { get; }

    /// <summary>The six columns of evolution, [B, T, 6].</summary>
    public Tensor Evolution()
    {
        long steps = SquaredStep.size(1);
        var root = FeatureMath.Root(Energy);
        var (first, later) = (LogEnergy.narrow(1, 0, 1), LogEnergy.narrow(1, 1, steps));
        var columns = stack(
            [
                later - LogEnergy.narrow(1, 0, steps),
                FeatureMath.Ratio(FeatureMath.Root(SquaredStep), root.narrow(1, 0, steps)),
                StepCorrelation,
                InitialCorrelation,
                FeatureMath.Ratio(FeatureMath.Root(SquaredDistance), root.narrow(1, 0, 1)),
                later - first,
            ],
            2);
        return FeatureMath.OfFinite(columns, Energy.narrow(1, 1, steps));
    }

    // The turn of the first step, which has none before it, is zero.
    private static Tensor Table(Tensor states)
    {
        long steps = states.size(1) - 1;
        var (first, now, before) = (states.narrow(1, 0, 1), states.narrow(1, 1, steps), states.narrow(1, 0, steps));
        var change = now - before;
        var step = change.square().mean([2]);
        var turn = (change.narrow(1, 1, steps - 1) - change.narrow(1, 0, steps - 1)).square().mean([2]);
        var centred = FeatureMath.Centred(states);
        var direction = centred.narrow(1, 1, steps);
        return stack(
            [
                step,
                cat([zeros_like(step.narrow(1, 0, 1)), turn], 1),
                FeatureMath.Cosine(direction, centred.narrow(1, 0, steps)),
                FeatureMath.Cosine(direction, centred.narrow(1, 0, 1)),
                (now - first).square().mean([2]),
            ],
            2);
    }
}
