using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

/// <summary>Random inputs of a scan, with the loss Σ w·y + Σ v·last.</summary>
internal sealed record ScanSample(IReadOnlyDictionary<string, Tensor> Inputs, bool Softplus, Tensor W, Tensor V)
{
    public Tensor this[string name] => Inputs[name];

    public static ScanSample Random(long batch, long length, long channels, long states, bool hasTerms = true)
    {
        var inputs = new Dictionary<string, Tensor>
        {
            ["u"] = randn(batch, length, channels),
            ["delta"] = hasTerms ? randn(batch, length, channels) - 2 : 0.2 * rand(batch, length, channels),
            ["a"] = -(randn(channels, states) + arange(1, states + 1).log()).exp(),
            ["b"] = randn(batch, length, states),
            ["c"] = randn(batch, length, states),
        };
        if (hasTerms)
        {
            inputs["d"] = randn(channels);
            inputs["z"] = randn(batch, length, channels);
            inputs["bias"] = randn(channels);
            inputs["initial"] = randn(batch, channels, states);
        }

        return new(inputs, hasTerms, randn(batch, length, channels), randn(batch, channels, states));
    }

    public ScanSample To(ScalarType dtype) => new(
        Inputs.ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().to(dtype).requires_grad_()),
        Softplus,
        W.to(dtype),
        V.to(dtype));

    /// <summary>With another tensor of that name.</summary>
    public ScanSample With(string name, Tensor input) =>
        this with { Inputs = new Dictionary<string, Tensor>(Inputs) { [name] = input } };

    /// <summary>Some of the steps, from a state; without one from that of the sample.</summary>
    public ScanSample Steps(long first, long count, Tensor? initial = null)
    {
        var inputs = Inputs.ToDictionary();
        foreach (string name in inputs.Keys.Where(name => name is "u" or "delta" or "b" or "c" or "z").ToArray())
        {
            inputs[name] = inputs[name].narrow(1, first, count);
        }

        inputs["initial"] = initial ?? inputs["initial"];
        return this with { Inputs = inputs, W = W.narrow(1, first, count) };
    }

    public (Tensor Y, Tensor Last) Run() => SelectiveScan.Run(
        this["u"], this["delta"], this["a"], this["b"], this["c"], Terms(), Inputs.GetValueOrDefault("initial"));

    /// <summary>Outputs, last states and the gradients by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Differentiate() => Differentiate(Run());

    /// <summary>The same by given kernels.</summary>
    public IReadOnlyDictionary<string, Tensor> Differentiate(FusedKernels kernels) => Differentiate(ScanFunction.Run(
        kernels,
        new ScanInputs(
            this["u"], this["delta"], this["a"], this["b"], this["c"], Terms(), Inputs.GetValueOrDefault("initial"))));

    public SelectiveScanTerms Terms() => new()
    {
        D = Inputs.GetValueOrDefault("d"),
        Z = Inputs.GetValueOrDefault("z"),
        DeltaBias = Inputs.GetValueOrDefault("bias"),
        Softplus = Softplus,
    };

    private IReadOnlyDictionary<string, Tensor> Differentiate((Tensor Y, Tensor Last) run)
    {
        var (y, last) = run;
        ((y * W).sum() + (last * V).sum()).backward();
        var results = Inputs.ToDictionary(entry => $"gradient of {entry.Key}", entry => entry.Value.grad!);
        (results["y"], results["last"]) = (y.detach(), last.detach());
        return results;
    }
}
