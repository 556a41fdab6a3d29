namespace NeuralOps.Core.Tests;

public sealed class YamlTreeTests
{
    private readonly YamlTree layers = YamlTree
        .Parse("name: base\nbetas: [1, 2]\nmodel:\n  in_channels: 3\n  depth: 2", "base.yaml")
        .Merge(YamlTree.Parse("model:\n  depth: 4\nbetas: [3]", "variant.yaml"));

    [Fact]
    public void Merge_MergesMappingsAndReplacesOtherValues()
    {
        var options = layers.To<SampleOptions>();

        Assert.Equal("base", options.Name);
        Assert.Equal([3.0], options.Betas);
        Assert.Equal(new SampleModel { InChannels = 3, Depth = 4 }, options.Model);
    }

    [Fact]
    public void Merge_KeepsThePositionOfEachValue()
    {
        Assert.Equal(new YamlPosition("base.yaml", 4, 16), layers.Find("model.in_channels")!.Position);
        Assert.Equal(new YamlPosition("variant.yaml", 2, 10), layers.Find("model.depth")!.Position);
    }

    [Fact]
    public void To_NamesTheLayerOfABadValue()
    {
        var merged = layers.Merge(YamlTree.Parse("\nmodel: {depth: deep}", "last.yaml"));

        var error = Assert.Throws<InvalidDataException>(() => merged.To<SampleOptions>());

        Assert.Equal("last.yaml:2:16: expected a whole number for 'model.depth', found 'deep'", error.Message);
    }

    [Fact]
    public void With_OnATextOfNoKeys_IsRefused() => Assert.Equal(
        "words.yaml:1:1: expected a mapping, found 'words'",
        Assert.Throws<InvalidDataException>(
            () => YamlTree.Parse("words", "words.yaml").With("model.depth", "9", "--set")).Message);

    [Fact]
    public void With_SetsOneValue()
    {
        Assert.Equal(9, layers.With("model.depth", "9", "--set").To<SampleOptions>().Model!.Depth);

        var error = Assert.Throws<InvalidDataException>(
            () => layers.With("model.dept", "9", "--set model.dept").To<SampleOptions>());

        Assert.Equal("--set model.dept:1:1: unknown key 'dept' in 'model'; did you mean 'depth'?", error.Message);
    }

    [Fact]
    public void Find_OfAnAbsentKey_IsNull()
    {
        Assert.Null(layers.Find("model.width"));
        Assert.Null(layers.Find("name.first"));
    }

    [Fact]
    public void Without_LeavesKeysOut() => Assert.Equal(["name", "betas"], layers.Without("model", "absent").Keys);
}
