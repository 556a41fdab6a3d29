namespace NeuralOps.Data.Tests;

public sealed class MotionSplitTests
{
    private static readonly MotionClip[] Clips =
    [
        .. Enumerable.Range(0, 40).SelectMany(i => new[] { $"{i:D5}", $"M{i:D5}" })
            .Select(id => new MotionClip(id, new float[251], 251, 12.5, [])),
    ];

    [Fact]
    public void Parts_AreOfTheSharesAndWithoutOverlap()
    {
        var split = MotionSplit.ByClip(Clips, 0.1, 0.2, seed: 3);

        Assert.Equal((56, 8, 16), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal(
            Clips.Select(clip => clip.Id).Order(),
            split.Train.Concat(split.Validation).Concat(split.Test).Select(clip => clip.Id).Order());
    }

    [Fact]
    public void MirrorImage_StaysWithItsClip()
    {
        var split = MotionSplit.ByClip(Clips, 0.1, 0.2, seed: 3);
        foreach (var part in new[] { split.Train, split.Validation, split.Test })
        {
            Assert.Equal(part.Count(clip => clip.Id[0] == 'M') * 2, part.Count);
            Assert.Equal(part.Count / 2, part.Select(clip => clip.Id.TrimStart('M')).Distinct().Count());
        }
    }

    [Fact]
    public void Seed_DecidesTheParts()
    {
        static string[] Held(ulong seed) => [.. MotionSplit.ByClip(Clips, 0.1, 0, seed).Validation.Select(c => c.Id)];

        Assert.Equal(Held(1), Held(1));
        Assert.NotEqual(Held(1), Held(2));
        Assert.Empty(MotionSplit.ByClip(Clips, 0.1, 0, 1).Test);
    }

    [Fact]
    public void SharesOfOneOrMore_AreRefused()
    {
        Assert.StartsWith(
            "test ('1.1') must be less than '1'.",
            Assert.Throws<ArgumentOutOfRangeException>(() => MotionSplit.ByClip(Clips, 0.6, 0.5, 1)).Message);
    }
}
