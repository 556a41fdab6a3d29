using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

/// <summary>A trainer holds the block of a parameter that takes part, and nothing for the rest.</summary>
public sealed class PartialParametersTests
{
    private static readonly TrainerOptions Options = new()
    {
        Epochs = 2,
        ClipNorm = 1,
        EmaDecay = 0.5,
        CheckpointEverySteps = 1,
        Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 0.01, WeightDecay = 0.1 },
    };

    [Fact]
    public void Run_MovesTheActiveBlockAlone()
    {
        using var folder = new TemporaryFolder();
        using var model = new Corner();
        using var before = model.Weight.clone();
        Run(model, folder.Path, null);
        using var moved = model.Weight.ne(before);
        Assert.Equal(4, moved.sum().item<long>());
        Assert.Equal(4, moved.narrow(0, 0, 2).narrow(1, 0, 2).sum().item<long>());
        using var content = SafetensorsFile.Read(CheckpointFiles.Latest(folder.Path)!);
        Assert.Equal([4, 4], content.Tensors["model.weight"].shape);
        Assert.Equal([2, 2], content.Tensors["optimizer.weight[active].exp_avg"].shape);
        Assert.Equal([2, 2], content.Tensors["ema.weight[active]"].shape);
    }

    [Fact]
    public void Resume_ContinuesTheBlockExactly()
    {
        using var folder = new TemporaryFolder();
        using var whole = new Corner();
        Run(whole, folder["whole"], null);
        using var resumed = new Corner();
        Run(resumed, folder["cut"], CheckpointFiles.PathOf(folder["whole"], "step-2"));
        Assert.Equal(Toy.Bits(whole), Toy.Bits(resumed));
    }

    [Fact]
    public void ResumePytorch_TakesTheBlockOfTheMoments()
    {
        // The file's moments are those of whole parameters, of which the block's are a part.
        using var model = new Narrowed();
        using var batches = new ToyBatches(7);
        using var folder = new TemporaryFolder();
        using var trainer = new Trainer<Tensor>(model, batches, batch => Toy.Loss(model, batch), Options)
        {
            CheckpointFolder = folder.Path,
        };
        string path = Fixtures.PathOf("pt-training", "step_10.pt");
        trainer.ResumePytorch(path);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        string saved = trainer.Run(stop.Token).Checkpoint!;
        using var content = SafetensorsFile.Read(saved);
        using var scope = NewDisposeScope();
        var optimizer = (OrderedDictionary<object, object?>)
            ((OrderedDictionary<object, object?>)PytorchFile.Read(path)!)["optimizer_state_dict"]!;
        var moments = (OrderedDictionary<object, object?>)
            ((OrderedDictionary<object, object?>)optimizer["state"]!)[0L]!;
        Assert.Equal(
            ((Tensor)moments["exp_avg"]!).narrow(0, 2, 5).narrow(1, 1, 2).contiguous().data<float>().ToArray(),
            content.Tensors["optimizer.first.weight[active].exp_avg"].data<float>().ToArray());
        Assert.Equal(10, content.Tensors["optimizer.first.weight[active].step"].item<long>());
    }

    private static void Run(Corner model, string folder, string? checkpoint)
    {
        using var batches = new ToyBatches(3);
        using var trainer = new Trainer<Tensor>(model, batches, batch => Toy.Loss(model, batch), Options)
        {
            CheckpointFolder = folder,
        };
        if (checkpoint is not null)
        {
            trainer.Resume(checkpoint);
        }

        trainer.Run();
    }

    /// <summary>x W with the upper left corner of W alone, as a spectral layer on a coarse grid has it.</summary>
    private sealed class Corner : nn.Module<Tensor, Tensor>, IPartialParameters
    {
        private readonly Parameter weight = new(full([4, 4], 0.5f));

        public Corner()
            : base(nameof(Corner))
        {
            RegisterComponents();
            ActiveBlocks = new Dictionary<string, Tensor>
            {
                ["weight"] = weight.narrow(0, 0, 2).narrow(1, 0, 2).detach().requires_grad_(),
            };
        }

        public Tensor Weight => weight;

        public IReadOnlyDictionary<string, Tensor> ActiveBlocks { get; }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var moved = input.narrow(1, 0, 2).matmul(ActiveBlocks["weight"]);
            return cat([moved, input.narrow(1, 2, 2)], 1).MoveToOuterDisposeScope();
        }
    }

    /// <summary>The network of the PyTorch fixture, with a block of its first weight.</summary>
    private sealed class Narrowed : nn.Module<Tensor, Tensor>, IPartialParameters
    {
        private readonly Linear first = nn.Linear(4, 8);
        private readonly BatchNorm1d norm = nn.BatchNorm1d(8);
        private readonly Linear second = nn.Linear(8, 4);

        public Narrowed()
            : base(nameof(Narrowed))
        {
            RegisterComponents();
            ActiveBlocks = new Dictionary<string, Tensor>
            {
                ["first.weight"] = first.weight.narrow(0, 2, 5).narrow(1, 1, 2).detach().requires_grad_(),
            };
        }

        public IReadOnlyDictionary<string, Tensor> ActiveBlocks { get; }

        public override Tensor forward(Tensor input) => second.call(norm.call(first.call(input)));
    }
}
