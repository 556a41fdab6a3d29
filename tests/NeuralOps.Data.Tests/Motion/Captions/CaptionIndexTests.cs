namespace NeuralOps.Data.Tests;

public sealed class CaptionIndexTests
{
    private static readonly CaptionIndex Index = new(
    [
        "A person walks forward.",
        "A person walks backwards slowly.",
        "Someone is running in a circle to the left.",
        "A man waves with the right hand",
        "A man waves with the left hand",
        "A person turns from left to right",
        "A person turns from right to left",
        "Human jumps.",
    ]);

    [Theory]
    [InlineData("a person walks forward", 0)]
    [InlineData("walking backward", 1)]
    [InlineData("somebody runs around a circle", 2)]
    [InlineData("wave the left hand", 4)]
    [InlineData("turning from right to left", 6)]
    [InlineData("JUMPED!", 7)]
    public void NearestCaption_IsFirst(string text, int expected) =>
        Assert.Equal(expected, Index.Search(text)[0].Index);

    [Fact]
    public void Scores_AreCosines_TheBestFirst()
    {
        var found = Index.Search("A person walks forward.", 3);

        Assert.Equal(3, found.Count);
        Assert.Equal(new CaptionMatch(0, "A person walks forward.", found[0].Score), found[0]);
        Assert.Equal(1, found[0].Score, 1e-12);
        Assert.True(found[0].Score > found[1].Score && found[1].Score >= found[2].Score && found[2].Score > 0);

        // Two captions: "walk" is in both, weight 1, "far" in one, weight 1 + ln 2; the pair weighs half as much.
        var pair = new CaptionIndex(["walk", "walk far"]);
        double rare = 1 + Math.Log(2);
        double length = Math.Sqrt(1 + (rare * rare) + (rare * rare / 4));
        Assert.Equal(1 / length, pair.Search("walk", 2)[1].Score, 1e-12);
        Assert.Equal(rare / length, pair.Search("far")[0].Score, 1e-12);
        Assert.Single(pair.Search("far"));
    }

    [Fact]
    public void EqualCaptions_ComeInTheirOrder()
    {
        var index = new CaptionIndex(["he sits", "he walks", "he walks", "he walks"]);

        Assert.Equal([1, 2, 3], index.Search("walks", 3).Select(match => match.Index));
        Assert.Equal([1, 2], index.Search("walks", 2).Select(match => match.Index));
    }

    [Fact]
    public void TextWithoutAKnownTerm_IsRefused()
    {
        Assert.Equal(
            "Expected a word of the 8 captions in 'xylophone', found none. (Parameter 'text')",
            Assert.Throws<ArgumentException>(() => Index.Search("xylophone")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Index.Search("walk", 0));
    }

    [Theory]
    [InlineData("walks walked walking walk", "walk")]
    [InlineData("waves waving waved wave", "wav")]
    [InlineData("jogging jogs jog", "jog")]
    [InlineData("circles circle circling circled", "circl")]
    [InlineData("slowly slow", "slow")]
    [InlineData("crosses cross crossing", "cross")]
    public void Stems_Meet(string words, string stem) =>
        Assert.Equal([stem], WordStem.AllOf(words).Distinct());

    [Fact]
    public void GeneratedMotions_AreFoundByTheirCaptions()
    {
        var generator = new GaitGenerator(new() { FramesPerSecond = 2 });
        var motions = Enumerable.Range(0, 300).Select(generator.Motion).ToArray();
        var index = new CaptionIndex([.. motions.Select(motion => motion.Captions[0])]);
        int right = motions.Count(
            motion => motions[index.Search(motion.Captions[1])[0].Index].Script.Action == motion.Script.Action);

        // The index holds one paraphrase of each motion; another one, often in other words, finds the action again.
        Assert.InRange(right / 300.0, 0.85, 1);
    }
}
