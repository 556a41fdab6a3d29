using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>Rolls batches out, as training or validation wants it, and gives their loss.</summary>
/// <param name="module">What is trained.</param>
/// <param name="objective">The loss of some steps.</param>
/// <param name="targets">The truth of a batch.</param>
/// <param name="options">Horizon and window.</param>
internal sealed class AgentRollouts(
    AgentModule module, AgentObjective objective, Targets targets, AgentOptions options)
{
    private readonly RolloutOptions whole = new() { Horizon = options.Timesteps, WeightDecay = 1 };

    private RolloutOptions Swept => whole with { Window = options.Window };

    private RolloutOptions Truncated => RolloutOptions.TruncatedBackpropagation(options.Timesteps, options.Window);

    /// <summary>The windows of streaming.</summary>
    public static RolloutOptions Streaming(AgentOptions options) =>
        RolloutOptions.Streaming(options.Timesteps, options.Window);

    /// <summary>The loss of a rollout, from the first frame or, where the options say so, from a random one.</summary>
    public LossTerms Train(OperatorBatch batch, RandomStream starts)
    {
        TruthBatch truth = TruthOf(batch);
        int first = module.Noa.Options.FirstFrame;
        int room = truth.Steps - options.Timesteps - first;
        bool moves = starts.NextDouble() >= options.StartShare;
        TruthBatch from = truth.From(moves ? starts.NextInt(room + 1) : 0);
        TrajectoryLoss loss = LossOf(from, truth.Frames.select(1, 0));
        Tensor initial = module.Noa.StateOf(from.Frames, first, from.Shares);
        return options.BpttMode == BpttMode.Sweep
            ? HorizonSweep.Backward(StepOf(truth), initial, loss, Swept, module)
            : RolloutObjective.Evaluate(StepOf(truth), initial, loss, Truncated);
    }

    /// <summary>The loss of one window of a streamed rollout.</summary>
    public LossTerms Train(WindowedBatch<OperatorBatch> item, RolloutCarry carry)
    {
        TruthBatch truth = TruthOf(item.Batch);
        Tensor initial = module.Noa.StateOf(truth.Frames, module.Noa.Options.FirstFrame, truth.Shares);
        return carry.Evaluate(
            item.Window, StepOf(truth), initial, LossOf(truth, truth.Frames.select(1, 0)), Streaming(options));
    }

    /// <summary>Mean losses of rollouts over the whole horizon, and the error of persistence.</summary>
    public Dictionary<string, double> Validate(IBatchSource<OperatorBatch> batches)
    {
        var sums = new Dictionary<string, double>();
        long count = 0;
        foreach (OperatorBatch batch in batches.Epoch(0))
        {
            using (batch)
            {
                using DisposeScope scope = NewDisposeScope();
                foreach ((string name, double value) in Measure(TruthOf(batch)))
                {
                    sums[name] = sums.GetValueOrDefault(name) + (value * batch.Indices.Count);
                }

                count += batch.Indices.Count;
            }
        }

        return sums.ToDictionary(entry => entry.Key, entry => entry.Value / count);
    }

    /// <summary>The truth of a batch, with θ where the operator takes it.</summary>
    public TruthBatch TruthOf(OperatorBatch batch) => targets.Of(
        batch, withParameters: module.Noa.Options.Operator.Conditioning is not null);

    /// <summary>The loss of a rollout from the trajectory's first frame, with its gradients in memory.</summary>
    public LossTerms FromStart(TruthBatch truth) => RolloutObjective.Evaluate(
        StepOf(truth), module.Noa.StateOf(truth.Frames, module.Noa.Options.FirstFrame, truth.Shares),
        LossOf(truth, truth.Frames.select(1, 0)), whole);

    private Dictionary<string, double> Measure(TruthBatch truth)
    {
        LossTerms terms = FromStart(truth);
        var values = terms.Parts.ToDictionary(part => part.Key, part => part.Value.ToDouble());
        values["total"] = terms.Total.ToDouble();
        int first = module.Noa.Options.FirstFrame;
        Tensor later = truth.Frames.narrow(1, first + 1, options.Timesteps);
        values["persistence"] = (later - truth.Frames.narrow(1, first, 1)).square().mean().ToDouble();
        return values;
    }

    private Step StepOf(TruthBatch truth) => (state, _) => module.Noa.Step(state, truth.Parameters);

    private TrajectoryLoss LossOf(TruthBatch truth, Tensor initial) => (states, t) =>
        objective.Of(states, truth.From(module.Noa.Options.FirstFrame + t), initial);
}
