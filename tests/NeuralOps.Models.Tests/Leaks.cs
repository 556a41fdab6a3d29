using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

/// <summary>Whether repeated work leaves tensors behind.</summary>
internal static class Leaks
{
    /// <summary>Runs a step once, for what it keeps for good, then twenty times more, and counts.</summary>
    public static void RequireNone(Action step)
    {
        step();
        using var ledger = TensorLedger.Start();
        for (int i = 0; i < 20; i++)
        {
            step();
        }

        ledger.RequireBalanced();
    }

    /// <summary>The same of forward and backward.</summary>
    public static void RequireNone(nn.Module<Tensor, Tensor> model, Tensor x) => RequireNone(() =>
    {
        using var y = model.call(x);
        using var loss = y.sum();
        loss.backward();
        model.zero_grad();
    });
}
