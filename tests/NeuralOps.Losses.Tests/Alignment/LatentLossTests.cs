using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class LatentLossTests
{
    [Theory]
    [InlineData(3, 10, new[] { 0, 4, 9 })]
    [InlineData(8, 256, new[] { 0, 36, 72, 109, 145, 182, 218, 255 })]
    [InlineData(2, 5, new[] { 0, 4 })]
    [InlineData(1, 5, new[] { 4 })]
    [InlineData(0, 3, new[] { 0, 1, 2 })]
    [InlineData(-1, 2, new[] { 0, 1 })]
    [InlineData(7, 3, new[] { 0, 1, 2 })]
    public void Times_AreEvenlySpaced(int count, int length, int[] expected) =>
        Assert.Equal(expected, LatentAlignmentLoss.Times(count, length));

    [Fact]
    public void Commitment_PullsTheLatentsAlone()
    {
        using var scope = NewDisposeScope();
        var z = tensor(new[] { 1.0, 2, 3, 4 }, [2, 2]).requires_grad_();
        var q = tensor(new[] { 1.0, 0, 3, 8 }, [2, 2]).requires_grad_();

        var loss = CommitmentLoss.Of(z, q);
        loss.backward();

        Assert.Equal(5, loss.item<double>());
        Assert.Equal([0.0, 1, 0, -2], z.grad!.data<double>().ToArray());
        Assert.Null(q.grad);
    }

    [Fact]
    public void Alignment_ComparesTheMeanOverStates()
    {
        using var scope = NewDisposeScope();
        var first = tensor(new[] { 1.0, 5 }, [1, 2]).requires_grad_();
        var second = tensor(new[] { 3.0, 1 }, [1, 2]).requires_grad_();
        var z = tensor(new[] { 1.0, 3 }, [1, 2]).requires_grad_();

        var loss = LatentAlignmentLoss.Of([first, second], z);
        loss.backward();

        Assert.Equal(0.5, loss.item<double>());
        Assert.Equal([0.5, 0], second.grad!.data<double>().ToArray());
        Assert.Null(z.grad);
    }

    [Fact]
    public void Losses_LeaveNoTensors()
    {
        using var z = rand(3, 4).requires_grad_();
        using var q = rand(3, 4);
        using var ledger = TensorLedger.Start();
        CommitmentLoss.Of(z, q).Dispose();
        LatentAlignmentLoss.Of([z, q], q).Dispose();
        ledger.RequireBalanced();
    }

    [Fact]
    public void OtherShapes_AreRefused()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(
            "Expected the shape [2, 3] of the prediction, got [2, 4]. (Parameter 'target')",
            Assert.Throws<ArgumentException>(() => CommitmentLoss.Of(rand(2, 3), rand(2, 4))).Message);
        Assert.Equal(
            "Expected the latents of at least one state, got none. (Parameter 'projected')",
            Assert.Throws<ArgumentException>(() => LatentAlignmentLoss.Of([], rand(2, 4))).Message);
        Assert.Equal(
            "length ('0') must be greater than or equal to '1'. (Parameter 'length')\nActual value was 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => LatentAlignmentLoss.Times(1, 0)).Message);
    }
}
