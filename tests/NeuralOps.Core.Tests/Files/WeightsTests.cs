using NeuralOps.Tests;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Core.Tests;

public sealed class WeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SampleNet net = new();

    [Fact]
    public void Load_OfSave_IsTheSameAndKeepsTheMetadata()
    {
        string path = folder.PathOf("net.safetensors");
        using var other = new SampleNet();
        Weights.Save(net, path, new Dictionary<string, string> { ["model"] = "sample" });
        using var ledger = TensorLedger.Start();

        Weights.Load(other, path);

        ledger.RequireBalanced();
        AssertSame(net.state_dict(), other.state_dict());
        Assert.Equal("sample", SafetensorsFile.ReadMetadata(path)["model"]);
    }

    [Fact]
    public void Load_OfACheckpoint_TakesTheModelsPart()
    {
        string path = folder.PathOf("step-3.safetensors");
        using var other = new SampleNet();
        using var moment = zeros(3);
        var parts = net.state_dict().ToDictionary(pair => "model." + pair.Key, pair => pair.Value);
        parts.Add("optimizer.exp_avg.fc1.weight", moment);
        SafetensorsFile.Write(path, parts);

        Weights.Load(other, path);

        AssertSame(net.state_dict(), other.state_dict());
    }

    [Fact]
    public void Load_OfAPytorchFile_GivesItsWeights()
    {
        using var linear = new LinearNet();
        using var ledger = TensorLedger.Start();

        Weights.Load(linear, Fixtures.PathOf("pt", "linear_with_bias.pt"));

        ledger.RequireBalanced();
        using var scope = NewDisposeScope();
        AssertSame(linear.state_dict(), PytorchFile.ReadStateDict(Fixtures.PathOf("pt", "linear_with_bias.pt")));
    }

    [Fact]
    public void Load_OfOtherWeights_ListsEveryFaultAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        var weights = net.state_dict().ToDictionary(pair => pair.Key, pair => zeros(pair.Value.shape));
        weights["fc1.weight"] = zeros(3, 2);
        weights["extra"] = zeros(1);
        weights.Remove("norm.weight");
        var before = net.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone());

        var error = Assert.Throws<InvalidDataException>(() => Weights.Load(net, weights));

        Assert.Equal(
            "the weights given: not the weights of this SampleNet: 1 missing (norm.weight); 1 unexpected (extra); "
            + "2 mismatched "
            + "(fc1.weight: expected Float32 [3, 4], found Float32 [3, 2], "
            + "norm.num_batches_tracked: expected Int64 [], found Float32 []).",
            error.Message);
        AssertSame(before, net.state_dict());
    }

    [Fact]
    public void Load_OfAnotherModelsFile_NamesTheFile()
    {
        string path = Fixtures.PathOf("pt", "linear_with_bias.pt");
        using var ledger = TensorLedger.Start();

        var error = Assert.Throws<InvalidDataException>(() => Weights.Load(net, path));

        Assert.StartsWith(
            $"{path}: not the weights of this SampleNet: 5 missing (norm.bias, ", error.Message,
            StringComparison.Ordinal);
        ledger.RequireBalanced();
    }

    [Fact]
    public void LoadAndSave_OfOtherEndings_AreRefused()
    {
        Assert.Equal(
            "Expected a path with the ending .safetensors, .pt or .pth, got 'a.onnx'. (Parameter 'path')",
            Assert.Throws<ArgumentException>(() => Weights.Load(net, "a.onnx")).Message);
        Assert.Equal(
            "Expected a path with the ending .safetensors, got 'a.pt'. (Parameter 'path')",
            Assert.Throws<ArgumentException>(() => Weights.Save(net, "a.pt")).Message);
    }

    public void Dispose()
    {
        net.Dispose();
        folder.Dispose();
    }

    private static void AssertSame(
        IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, pair => Assert.Equal(pair.Value.bytes.ToArray(), actual[pair.Key].bytes.ToArray()));
    }

    private sealed class LinearNet : Module<Tensor, Tensor>
    {
        private readonly Linear fc1 = Linear(2, 3);

        public LinearNet()
            : base(nameof(LinearNet)) => RegisterComponents();

        public override Tensor forward(Tensor input) => fc1.call(input);
    }

    private sealed class SampleNet : Module<Tensor, Tensor>
    {
        private readonly Linear fc1 = Linear(4, 3);
        private readonly BatchNorm1d norm = BatchNorm1d(3);

        public SampleNet()
            : base(nameof(SampleNet)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using var hidden = fc1.call(input);
            return norm.call(hidden);
        }
    }
}
