using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public sealed class TensorLedgerTests
{
    [Fact]
    public void RequireBalanced_WhenAllIsDisposed_Passes()
    {
        using var ledger = TensorLedger.Start();
        using (zeros(3))
        {
            Assert.Equal(1, ledger.Difference);
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void RequireBalanced_WithALeak_NamesTheDifference()
    {
        using var ledger = TensorLedger.Start();
        long before = Tensor.TotalCount;
        using var a = zeros(3);
        using var b = zeros(3);

        var error = Assert.Throws<InvalidOperationException>(ledger.RequireBalanced);

        Assert.Equal(
            $"Expected at most {before} live tensors as at the start, found {before + 2}: 2 not disposed.",
            error.Message);
    }
}
