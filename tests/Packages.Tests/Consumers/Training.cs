using NeuralOps.Core;
using NeuralOps.Rollout;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

manual_seed(1);
using var model = new Decay();
using var batches = new Decays();
var rollout = new RolloutOptions { Horizon = 3 };
LossTerms Objective(Tensor truth) => RolloutObjective.Evaluate( // truth [B, T, 1]
    (state, t) => model.call(state),
    truth.select(1, 0),
    (prediction, previous, k) => new LossTerms(
        functional.mse_loss(prediction, truth.select(1, k + 1)), new Dictionary<string, Tensor>()),
    rollout);

var options = new TrainerOptions { Epochs = 3, ClipNorm = 1, Optimizer = new() { LearningRate = 0.05 } };
using var trainer = new Trainer<Tensor>(model, batches, Objective, options);
foreach (var epoch in trainer.Run().State.History)
{
    Console.WriteLine(FormattableString.Invariant($"loss {epoch.Training["total"]}"));
}

/// <summary>u ← a u + b.</summary>
internal sealed class Decay : Module<Tensor, Tensor>
{
    private readonly Linear linear = Linear(1, 1);

    public Decay()
        : base(nameof(Decay)) => RegisterComponents();

    public override Tensor forward(Tensor input) => linear.call(input);
}

/// <summary>Sequences [16, 4, 1] of u ← 0.9 u.</summary>
internal sealed class Decays : IBatchSource<Tensor>
{
    public int BatchesPerEpoch => 50;

    public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0)
    {
        for (int batch = firstBatch; batch < BatchesPerEpoch; batch++)
        {
            using var scope = NewDisposeScope();
            var start = rand(16, 1, 1);
            yield return (start * tensor(new[] { 1f, 0.9f, 0.81f, 0.729f }).reshape(1, 4, 1)).MoveToOuterDisposeScope();
        }
    }

    public void Dispose()
    {
    }
}
