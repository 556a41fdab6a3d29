using System.Text.Json.Nodes;
using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;

namespace NeuralOps.Data.Tests;

public sealed class ParameterSpaceTests
{
    private const string Yaml = """
        dimensions:
          - { name: num_layers, type: integer, bounds: [2, 5] }
          - { name: rate, type: continuous, bounds: [0.01, 1.0], log_scale: true }
          - { name: policy, type: choice, choices: [residual, convex], weights: [0.75, 0.25] }
          - { name: flag, type: boolean }
        """;

    private static readonly ParameterDimension Policy = new()
    {
        Name = "policy",
        Type = ParameterKind.Choice,
        Choices = ["a", "b", "c"],
        Weights = [0.5, 0.25, 0.25],
    };

    [Fact]
    public void Mapping_IsThatOfTheReference()
    {
        using var golden = GoldenCase.Open("G2.5-simple-cnn-operator");
        using var points = golden.Read("in:unit_parameters");
        double[] u = points.data<double>().ToArray();
        var space = golden.Configuration.GetProperty("parameter_space").EnumerateObject().ToArray();
        Assert.Equal(8, space.Length);
        for (int d = 0; d < space.Length; d++)
        {
            var keys = JsonNode.Parse(space[d].Value.GetRawText())!.AsObject();
            keys.Add("name", space[d].Name);
            var dimension = OptionsJson.Deserialize<ParameterDimension>(keys.ToJsonString());
            using var expected = golden.Read($"out:mapped_{space[d].Name}").to(torch.ScalarType.Float64);
            for (int row = 0; row < 6; row++)
            {
                Assert.Equal(expected[row].ToDouble(), dimension.Map(u[(row * 8) + d]), 1e-14);
            }
        }
    }

    [Fact]
    public void Ends_GiveTheBoundsExactly()
    {
        var space = ParameterSpace.RandomConvolution;
        Assert.Equal(
            [2, 16, 0, 0, 0, 0, 1e-5, 0, 0, 0, 0, 0], space.Map(new float[12]));
        Assert.Equal(
            [5, 64, 2, 0, 0.3, 0, 1, 0, 0.3, 0, 0, 1], space.Map(Enumerable.Repeat(1f, 12).ToArray()));
    }

    [Fact]
    public void WeightedChoice_TakesTheFirstWhoseCumulativeWeightIsGreater()
    {
        double[] u = [0, 0.49, 0.5, 0.74, 0.75, 1];
        Assert.Equal([0, 0, 1, 1, 2, 2], u.Select(Policy.Map));
        Assert.Equal([0, 1, 1, 2, 2, 2], u.Select((Policy with { Weights = [] }).Map));
        // A weight of zero is never chosen.
        Assert.Equal([1, 1], new[] { 0, 0.9 }.Select((Policy with { Weights = [0, 1, 0] }).Map));
    }

    [Fact]
    public void Yaml_GivesSpace_AndSpaceGivesOptions()
    {
        var space = OptionsFile.Parse<ParameterSpace>(Yaml, "space.yaml");

        Assert.Equal(["num_layers", "rate", "policy", "flag"], space.Dimensions.Select(d => d.Name));
        Assert.Equal(
            new Options { NumLayers = 4, Rate = 0.1, Policy = Choice.Residual, Flag = true },
            space.To<Options>([0.5f, 0.5f, 0.5f, 0.75f]));
        Assert.Equal("convex", space.Describe("policy", [0, 0, 0.75f, 0]));
        Assert.Null(space.Describe("absent", [0, 0, 0, 0]));
        string json = OptionsJson.Serialize(space);
        Assert.Equal(json, OptionsJson.Serialize(OptionsJson.Deserialize<ParameterSpace>(json)));
    }

    [Theory]
    [InlineData("type: choice", "Dimension 'x': a choice needs choices.")]
    [InlineData(
        "type: choice, choices: [a], weights: [0.5, 0.5]", "Dimension 'x': 1 choices need as many weights, got 2.")]
    [InlineData("type: boolean, bounds: [0, 1]", "Dimension 'x': only numbers have bounds.")]
    [InlineData("type: continuous", "Dimension 'x': a number needs bounds.")]
    [InlineData("type: integer, bounds: [0.5, 1]", "Dimension 'x': a whole number needs whole bounds, got [0.5, 1].")]
    [InlineData(
        "type: continuous, bounds: [0, 1], log_scale: true",
        "Dimension 'x': a logarithmic scale needs positive bounds, got [0, 1].")]
    public void IncompleteDimension_IsRefused(string keys, string fault)
    {
        string yaml = $"dimensions: [{{ name: x, {keys} }}]";
        var exception = Assert.Throws<InvalidDataException>(() => OptionsFile.Parse<ParameterSpace>(yaml, "s.yaml"));
        Assert.Equal($"s.yaml:1:13: bad value of 'dimensions': {fault}", exception.Message);
    }

    [Fact]
    public void Refusals_SayWhatWasFound()
    {
        var space = ParameterSpace.RandomConvolution;
        Assert.Equal(
            "Expected 12 parameters, got 3. (Parameter 'theta')",
            Assert.Throws<ArgumentException>(() => space.Map(new float[3])).Message);
        float[] outside = new float[12];
        outside[4] = 1.5f;
        Assert.Equal(
            "Expected dropout_rate in [0, 1]. (Parameter 'u')\nActual value was 1.5.",
            Assert.Throws<ArgumentOutOfRangeException>(() => space.Map(outside)).Message.ReplaceLineEndings("\n"));
        Assert.Equal(
            "Expected policy in [0, 1]. (Parameter 'u')\nActual value was NaN.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Policy.Map(double.NaN)).Message.ReplaceLineEndings("\n"));
        Assert.Equal(
            "Dimension 'policy' comes twice. (Parameter 'Dimensions')",
            Assert.Throws<ArgumentException>(() => space with { Dimensions = [Policy, Policy] }).Message);
        Assert.Equal(
            "Expected two finite bounds in rising order, got [2, 1]. (Parameter 'Bounds')",
            Assert.Throws<ArgumentException>(() => Policy with { Bounds = [2, 1] }).Message);
        Assert.Equal(
            "Expected weights from 0 that add up to 1, got [0.5, 0.25]. (Parameter 'Weights')",
            Assert.Throws<ArgumentException>(() => Policy with { Weights = [0.5, 0.25] }).Message);
    }

    internal enum Choice
    {
        Residual,
        Convex,
    }

    internal sealed record Options
    {
        public int NumLayers { get; init; }

        public double Rate { get; init; }

        public Choice Policy { get; init; }

        public bool Flag { get; init; }
    }
}
