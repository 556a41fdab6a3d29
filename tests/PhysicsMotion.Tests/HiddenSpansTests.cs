using NeuralOps.Core;
using static TorchSharp.torch;

namespace PhysicsMotion.Tests;

public sealed class HiddenSpansTests
{
    [Theory]
    [InlineData(60, 0.4, 12)]
    [InlineData(33, 0.5, 5)]
    [InlineData(9, 0.4, 12)]
    public void Draw_HidesTheShareInWholeSpansAndNeverTheStart(int frames, double share, int span)
    {
        var random = new RandomStream(7, "spans");
        for (int i = 0; i < 50; i++)
        {
            using Tensor hidden = HiddenSpans.Draw([frames, frames - 1], frames, share, span, random);
            float[] row = hidden[0].data<float>().ToArray();
            Assert.All(row.Take(HiddenSpans.Visible), x => Assert.Equal(0, x));
            Assert.InRange(row.Sum() / frames, 0.5 * share, 1.25 * share);
            Assert.Equal(0, hidden[1][frames - 1].item<float>()); // behind the shorter clip's end
            int[] runs =
                [.. string.Concat(row).Split('0', StringSplitOptions.RemoveEmptyEntries).Select(run => run.Length)];
            Assert.All(runs, run => Assert.True(run % span == 0 || runs.Length == 1, $"{run}"));
        }
    }

    [Fact]
    public void Draw_IsAFunctionOfTheStream()
    {
        using Tensor first = HiddenSpans.Draw([50], 50, 0.4, 6, new RandomStream(1, "a"));
        using Tensor again = HiddenSpans.Draw([50], 50, 0.4, 6, new RandomStream(1, "a"));
        using Tensor other = HiddenSpans.Draw([50], 50, 0.4, 6, new RandomStream(2, "a"));
        Assert.True(first.allclose(again, 0, 0));
        Assert.False(first.allclose(other));
    }
}
