using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class SelectiveScanGoldenTests
{
    [Theory]
    [InlineData("G4.1c-selective-scan-reference", true, ScalarType.Float32, 1e-5)]
    [InlineData("G4.1c-selective-scan-reference", true, ScalarType.Float64, 1e-11)]
    [InlineData("G5.3-selective-scan-f64", false, ScalarType.Float32, 1e-5)]
    [InlineData("G5.3-selective-scan-f64", false, ScalarType.Float64, 1e-11)]
    public void Scan_HasTheReferencesOutputsAndGradients(string name, bool softplus, ScalarType dtype, double limit)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(name);
        string[] names = ["u", "delta", "A", "B", "C", "D", "z", .. softplus ? ["delta_bias"] : Array.Empty<string>()];
        var leaves = names.ToDictionary(key => key, key => golden.Read($"in:{key}").to(dtype).requires_grad_());
        Tensor Last(string key) => leaves[key].transpose(1, 2); // the case has channels and states before time
        var terms = new SelectiveScanTerms
        {
            D = leaves["D"],
            DeltaBias = leaves.GetValueOrDefault("delta_bias"),
            Softplus = softplus,
        };

        var (y, last) = SelectiveScan.Run(
            Last("u"), Last("delta"), leaves["A"], Last("B"), Last("C"), terms with { Z = Last("z") });
        (y.transpose(1, 2) * golden.Read("gout").to(dtype)).sum().backward();

        golden.RequireOutput("out:y", y.transpose(1, 2), limit);
        golden.RequireOutput("out:last_state", last, limit);
        Assert.All(leaves, leaf => golden.RequireGradient($"grad:in:{leaf.Key}", leaf.Value.grad!, limit));
        if (softplus)
        {
            terms = new SelectiveScanTerms { Softplus = true };
            var plain = SelectiveScan.Apply(Last("u"), Last("delta"), leaves["A"], Last("B"), Last("C"), terms);
            golden.RequireOutput("plain/out:y", plain.transpose(1, 2), limit);
        }
        else
        {
            var scan = SelectiveScan.Apply(Last("u"), Last("delta"), leaves["A"], Last("B"), Last("C"), terms);
            golden.RequireOutput("out:scan", scan.transpose(1, 2), limit);
        }
    }
}
