namespace NeuralOps.Core.Tests;

public sealed class ShapeTests
{
    [Fact]
    public void Require_WithFittingTensor_Passes()
    {
        using var x = TorchSharp.torch.zeros(2, 3, 4, 5);

        Shape.Require(x, "B C_in H W", [Shape.Any, 3, Shape.Any, 5]);
    }

    [Fact]
    public void Require_WithOtherLength_SaysExpectedFoundAndParameter()
    {
        using var x = TorchSharp.torch.zeros(2, 1, 64, 64);

        var error = Assert.Throws<ArgumentException>(
            () => Shape.Require(x, "B C_in H W", [Shape.Any, 3, Shape.Any, Shape.Any]));

        Assert.Equal("Expected shape [B, C_in=3, H, W], got [2, 1, 64, 64]. (Parameter 'x')", error.Message);
    }

    [Fact]
    public void Require_WithOtherNumberOfAxes_Throws()
    {
        using var state = TorchSharp.torch.zeros(7);

        var error = Assert.Throws<ArgumentException>(() => Shape.Require(state, "B N", [Shape.Any, Shape.Any]));

        Assert.Equal("Expected shape [B, N], got [7]. (Parameter 'state')", error.Message);
    }

    [Fact]
    public void Require_WithNamesThatDoNotFitTheLengths_BlamesTheCaller()
    {
        var error = Assert.Throws<ArgumentException>(() => Shape.Require([1, 2], "B", [Shape.Any, 3]));

        Assert.Equal("Expected one length per axis of 'B', got 2 lengths. (Parameter 'expected')", error.Message);
    }
}
