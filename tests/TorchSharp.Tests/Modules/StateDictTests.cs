using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Tests;

/// <summary>Weights by name, in memory and in files.</summary>
public sealed class StateDictTests
{
    private static Sequential Net() =>
        Sequential(("head", (Module<Tensor, Tensor>)Linear(2, 1)), ("norm", BatchNorm1d(1)));

    [Fact]
    public void LoadStateDict_CopiesValues()
    {
        using Sequential source = Net();
        using Sequential target = Net();
        (IList<string> missing, IList<string> unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        RequireEqual(source, target);
    }

    [Fact]
    public void LoadStateDict_Strict_NamesWhatDiffers()
    {
        using Sequential net = Net();
        Dictionary<string, Tensor> state = net.state_dict();
        Dictionary<string, Tensor> other = new(state) { ["extra"] = state["head.bias"] };
        other.Remove("head.bias");
        Assert.Equal(
            "The loaded state_dict is not identical to the target dictionary of Sequential: missing [head.bias], "
            + "unexpected [extra].",
            Assert.Throws<InvalidOperationException>(() => net.load_state_dict(other)).Message);
        (IList<string> missing, IList<string> unexpected) = net.load_state_dict(other, strict: false);
        Assert.Equal(["head.bias"], missing);
        Assert.Equal(["extra"], unexpected);
        (missing, unexpected) = net.load_state_dict(other, skip: ["extra", "head.bias"]);
        Assert.Empty(missing.Concat(unexpected));
    }

    [Fact]
    public void LoadStateDict_RefusesOtherShapes()
    {
        using Sequential net = Net();
        using Tensor wide = ones([1, 1]);
        Dictionary<string, Tensor> state = new(net.state_dict()) { ["head.weight"] = wide };
        Assert.Equal(
            "Expected 'head.weight' of shape [1, 2], got [1, 1].",
            Assert.Throws<ArgumentException>(() => net.load_state_dict(state)).Message);
    }

    [Fact]
    public void Save_WritesTheOfficialLayout()
    {
        using Parameter weight = Parameter(tensor(new[] { 1f, 2f }).reshape(1, 2));
        using Linear layer = Linear(weight);
        using var stream = new MemoryStream();
        layer.save(stream);
        Assert.Equal(
            "0106776569676874" + "06" + "020102" + "0000803F" + "00000040", Convert.ToHexString(stream.ToArray()));
    }

    [Fact]
    public void SaveAndLoad_RoundTrip()
    {
        using Sequential source = Net();
        using Sequential target = Net();
        string path = Path.GetTempFileName();
        try
        {
            source.save(path);
            var loaded = new Dictionary<string, bool>();
            target.load(path, loadedParameters: loaded);
            Assert.Equal(source.state_dict().Keys, loaded.Keys);
            RequireEqual(source, target);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_SkipsWhatIsNotAsked()
    {
        using Sequential source = Net();
        using Sequential target = Net();
        using var stream = new MemoryStream();
        source.save(stream);
        using Tensor bias = target.get_parameter("head.bias")!.detach().clone();
        target.load(new MemoryStream(stream.ToArray()), skip: ["head.bias"]);
        Assert.True(bias.allclose(target.get_parameter("head.bias")!, 0, 0));
        target.get_parameter("head.bias")!.requires_grad_(false).copy_(source.get_parameter("head.bias")!);
        RequireEqual(source, target);
    }

    [Fact]
    public void Load_RefusesDamagedShapes()
    {
        using Linear layer = Linear(2, 1, hasBias: false);
        byte[] file = Convert.FromHexString("0106776569676874" + "06" + "41");
        Assert.Equal(
            "Expected 'weight' with 0 to 64 dimensions, got 65.",
            Assert.Throws<InvalidDataException>(() => layer.load(new MemoryStream(file))).Message);
    }

    [Fact]
    public void Load_RefusesOtherNetworks()
    {
        using var stream = new MemoryStream();
        using (Linear narrow = Linear(2, 1))
        {
            narrow.save(stream);
        }
        byte[] file = stream.ToArray();
        Assert.Equal("Expected 'weight' of shape [1, 3], got [1, 2].", Refusal(Linear(3, 1)));
        Assert.Equal(
            "Expected 'weight' of type Float64, got Float32.", Refusal(Linear(2, 1, dtype: ScalarType.Float64)));
        Assert.Equal("Mismatched state_dict sizes: expected 5, but found 2 entries.", Refusal(BatchNorm1d(2)));
        Assert.Equal(
            "Mismatched module state names: the target module Sequential has no parameter or buffer 'weight'.",
            Refusal(Sequential(Linear(2, 1))));
        Assert.Throws<EndOfStreamException>(() => Linear(2, 1).load(new MemoryStream(file[..^3])));

        string Refusal(Module module) =>
            Assert.Throws<ArgumentException>(() => module.load(new MemoryStream(file))).Message;
    }

    private static void RequireEqual(Module expected, Module found)
    {
        Dictionary<string, Tensor> values = found.state_dict();
        foreach ((string key, Tensor value) in expected.state_dict())
        {
            Assert.True(value.allclose(values[key], 0, 0), key);
        }
    }
}
