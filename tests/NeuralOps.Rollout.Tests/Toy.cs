using NeuralOps.Core;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Rollout.Tests;

/// <summary>A small network with batch norm and dropout: everything that a resume can get wrong.</summary>
internal sealed class ToyNetwork : Module<Tensor, Tensor>
{
    private readonly Linear first;
    private readonly BatchNorm1d norm;
    private readonly Dropout drop;
    private readonly Linear second;

    public ToyNetwork(int width = 16, double dropout = 0.2)
        : base(nameof(ToyNetwork))
    {
        first = Linear(4, width);
        norm = BatchNorm1d(width);
        drop = Dropout(dropout);
        second = Linear(width, 4);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return second.call(drop.call(functional.relu(norm.call(first.call(input))))).MoveToOuterDisposeScope();
    }
}

/// <summary>Batches that depend on seed, epoch and index alone.</summary>
internal sealed class ToyBatches(int count) : IBatchSource<Tensor>
{
    public int BatchesPerEpoch => count;

    public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0)
    {
        for (int i = firstBatch; i < count; i++)
        {
            var random = new RandomStream(7, $"epoch {epoch} batch {i}");
            float[] values = new float[8 * 4];
            random.FillNormal(values);
            yield return tensor(values, [8, 4]);
        }
    }

    public void Dispose()
    {
    }
}

internal static class Toy
{
    public static LossTerms Loss(Module<Tensor, Tensor> model, Tensor batch)
    {
        using var scope = NewDisposeScope();
        var error = (model.call(batch) - batch.roll(1, 1)).square().mean();
        return new LossTerms(
            error.MoveToOuterDisposeScope(),
            new Dictionary<string, Tensor> { ["mse"] = error.detach().MoveToOuterDisposeScope() });
    }

    public static ToyNetwork Network(int width = 16)
    {
        manual_seed(3);
        return new ToyNetwork(width);
    }

    public static float[] Bits(nn.Module model) =>
        [.. model.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .SelectMany(entry => entry.Value.detach().to(ScalarType.Float32).data<float>().ToArray())];
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("neuralops-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
