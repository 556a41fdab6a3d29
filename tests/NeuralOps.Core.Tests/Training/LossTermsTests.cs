using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public sealed class LossTermsTests
{
    [Fact]
    public void Dispose_FreesTotalAndParts()
    {
        using var ledger = TensorLedger.Start();

        new LossTerms(zeros(1), new Dictionary<string, Tensor> { ["mse"] = zeros(1) }).Dispose();

        ledger.RequireBalanced();
    }
}
