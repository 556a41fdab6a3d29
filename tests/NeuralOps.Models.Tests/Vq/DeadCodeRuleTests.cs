namespace NeuralOps.Models.Tests;

public class DeadCodeRuleTests
{
    private static readonly (double, int)[] Healthy = [(0.5, 10)];

    [Theory]
    [InlineData(49, null)]
    [InlineData(50, 10.0)]
    [InlineData(99, 10.0)]
    [InlineData(100, 7.0)]
    [InlineData(200, 5.0)]
    public void VeryLowUse_ResetsOnceAnIntervalHasPassed(int epoch, double? percentile) =>
        Assert.Equal(percentile, Next(new(), epoch, 0.1).Percentile);

    [Theory]
    [InlineData(3, 0.049, true)]
    [InlineData(5, 0.051, false)]
    [InlineData(10, 0.074, true)]
    [InlineData(10, 0.076, false)]
    [InlineData(50, 0.148, true)]
    [InlineData(50, 0.150, false)]
    [InlineData(200, 0.149, true)]
    public void StarvedCategory_ResetsAfterHalfAnInterval(int features, double utilization, bool resets)
    {
        Assert.Equal(
            resets ? 10.0 : null,
            DeadCodeRule.Next(new(), 25, 0.6, 1, 0, [(0.5, 10), (utilization, features)]).Percentile);
        Assert.Null(DeadCodeRule.Next(new(), 24, 0.6, 1, 0, [(utilization, features)]).Percentile);
    }

    [Fact]
    public void Collapse_ResetsAtOnce()
    {
        var state = History(30, epoch => epoch < 20 ? 0.6 : 0.54, lastReset: 15);

        Assert.Equal(10, Next(state, 30, 0.54).Percentile);
        Assert.Null(Next(History(30, _ => 0.6, lastReset: 15), 30, 0.54).Percentile);
        Assert.Null(Next(state with { LastReset = 21 }, 30, 0.54).Percentile);
    }

    [Theory]
    [InlineData(0.22, 0.22, 1.0, 0, true)] // low and steady
    [InlineData(0.25, 0.22, 1.0, 0, true)] // low and falling
    [InlineData(0.18, 0.22, 1.0, 0, false)] // rising
    [InlineData(0.22, 0.26, 1.0, 0, false)] // not low
    [InlineData(0.22, 0.22, 1.1, 0, false)] // the loss still falls
    [InlineData(0.22, 0.22, 1.0, 31, false)] // the run has stalled
    public void LowUse_ResetsUnlessThingsImprove(
        double before, double now, double lossBefore, int stalled, bool resets)
    {
        var state = new DeadCodeState
        {
            Utilization = [.. Enumerable.Repeat(before, 10), .. Enumerable.Repeat(now, 9)],
            Loss = [.. Enumerable.Repeat(lossBefore, 10), .. Enumerable.Repeat(1.0, 9)],
        };

        Assert.Equal(resets ? 10.0 : null, DeadCodeRule.Next(state, 60, now, 1, stalled, Healthy).Percentile);
    }

    [Fact]
    public void Reset_RestartsTheInterval_AndHistoryIsBounded()
    {
        var state = new DeadCodeState();
        var resets = new List<int>();
        for (int epoch = 0; epoch < 200; epoch++)
        {
            (double? percentile, state) = Next(state, epoch, 0.1);
            if (percentile is not null)
            {
                resets.Add(epoch);
            }
        }

        Assert.Equal([50, 150], resets);
        Assert.Equal(20, state.Utilization.Count);
        Assert.Equal(20, state.Loss.Count);
        Assert.Equal(150, state.LastReset);
        Assert.Same(state, Next(state, 0, 0.1).State);
    }

    private static (double? Percentile, DeadCodeState State) Next(DeadCodeState state, int epoch, double use) =>
        DeadCodeRule.Next(state, epoch, use, 1, 0, Healthy);

    private static DeadCodeState History(int epochs, Func<int, double> use, int lastReset) => new()
    {
        LastReset = lastReset,
        Utilization = [.. Enumerable.Range(epochs - 19, 19).Select(epoch => use(epoch - 1))],
        Loss = [.. Enumerable.Repeat(1.0, 19)],
    };
}
