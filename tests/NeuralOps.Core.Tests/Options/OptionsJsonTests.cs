namespace NeuralOps.Core.Tests;

public sealed class OptionsJsonTests
{
    private static readonly SampleOptions Sample = new()
    {
        Name = "größe \"q\"\n",
        LearningRate = 0.1 + 0.2,
        Stream = ulong.MaxValue,
        Horizon = null,
        Models = [new SampleModel { InChannels = 2, Norm = SampleNorm.AvgPool }],
        LossWeights = new Dictionary<string, double> { ["Mse"] = double.NegativeInfinity, ["b"] = double.NaN },
        Model = new SampleModel { InChannels = 6, Norm = SampleNorm.GroupNorm },
    };

    [Fact]
    public void Serialize_UsesTheNamesOfYaml() => Assert.Equal(
        """{"in_channels":6,"depth":2,"norm":"group_norm"}""", OptionsJson.Serialize(Sample.Model));

    [Fact]
    public void Deserialize_OfSerialize_IsTheSame() =>
        Assert.Equivalent(Sample, OptionsJson.Deserialize<SampleOptions>(OptionsJson.Serialize(Sample)), strict: true);

    [Theory]
    [InlineData("{\n \"sede\": 1}", "2:2: unknown key 'sede'; did you mean 'seed'?")]
    [InlineData("{\"seed\": \"1\"}", "1:10: expected a whole number for 'seed', found the string '1'")]
    [InlineData("{\"seed\": 1,\n\"seed\": 2}", "2:1: key 'seed' is already set in line 1")]
    [InlineData("{\"model\": {}}", "1:11: missing key 'in_channels' in 'model'")]
    public void Deserialize_IsAsStrictAsYaml(string json, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => OptionsJson.Deserialize<SampleOptions>(json, "weights"));

        Assert.Equal($"weights:{message}", error.Message);
    }

    [Theory]
    [InlineData("{\"seed\": 1", "weights:1:")]
    [InlineData("", "weights:1:1: ")]
    [InlineData("{\"name\": \"\\ud800\"}", "weights:1:10: ")]
    [InlineData("{} {}", "weights:1:4: ")]
    public void Deserialize_OfBrokenJson_NamesThePlace(string json, string start)
    {
        var error = Assert.Throws<InvalidDataException>(() => OptionsJson.Deserialize<SampleOptions>(json, "weights"));

        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
    }
}
