namespace NeuralOps.Rollout.Tests;

public sealed class HorizonCurriculumTests
{
    [Fact]
    public void At_GrowsInStairsUpToTheEnd()
    {
        var curriculum = new HorizonCurriculum { Start = 2, End = 9, Increment = 3, Every = 100 };
        Assert.Equal(
            [2, 2, 5, 8, 9, 9], ((long[])[0, 99, 100, 250, 300, long.MaxValue / 8]).Select(curriculum.At));
    }

    [Fact]
    public void At_OfAState_CountsEpochsOrUpdates()
    {
        var state = new TrainerState { Epoch = 2, Step = 40 };
        Assert.Equal(3, new HorizonCurriculum { End = 64, Every = 1, PerEpoch = true }.At(state));
        Assert.Equal(41, new HorizonCurriculum { End = 64, Every = 1 }.At(state));
    }
}
