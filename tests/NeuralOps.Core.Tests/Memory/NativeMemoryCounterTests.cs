using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public sealed class NativeMemoryCounterTests
{
    private const long Bytes = 1000 * 1000 * sizeof(float);
    private const long Rounding = 8192; // of malloc, for each block

    [Fact]
    public void Counter_FollowsTensorsToTheByte()
    {
        var memory = NativeMemoryCounter.Instance!;
        long before = memory.CurrentBytes;
        memory.ResetPeak();
        using (zeros(1000, 1000))
        {
            using (zeros(1000, 1000))
            {
                Assert.InRange(memory.CurrentBytes - before, 2 * Bytes, 2 * Bytes + Rounding);
            }

            Assert.InRange(memory.CurrentBytes - before, Bytes, Bytes + Rounding);
        }

        Assert.Equal(before, memory.CurrentBytes);
        Assert.InRange(memory.PeakBytes - before, 2 * Bytes, 2 * Bytes + Rounding);
        memory.ResetPeak();
        Assert.Equal(before, memory.PeakBytes);
    }

    [Fact]
    public void Counter_CountsAStorageOnce()
    {
        var memory = NativeMemoryCounter.Instance!;
        long before = memory.CurrentBytes;
        using var whole = zeros(1000, 1000);
        using var view = whole.narrow(0, 0, 10);
        using var copy = view.clone();
        Assert.InRange(memory.CurrentBytes - before, Bytes + Bytes / 100, Bytes + Bytes / 100 + Rounding);
    }

    [Fact]
    public void Counter_OfManyThreads_EndsWhereItBegan()
    {
        var memory = NativeMemoryCounter.Instance!;
        long before = memory.CurrentBytes;
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                using var tensor = zeros(100 + i);
            }
        });
        Assert.Equal(before, memory.CurrentBytes);
    }
}
