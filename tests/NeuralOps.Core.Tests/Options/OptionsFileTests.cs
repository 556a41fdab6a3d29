namespace NeuralOps.Core.Tests;

public sealed class OptionsFileTests
{
    [Fact]
    public void Parse_OfAnEmptyText_GivesTheDefaults() =>
        Assert.Equivalent(new SampleOptions(), OptionsFile.Parse<SampleOptions>("", "empty.yaml"), strict: true);

    [Fact]
    public void Parse_ReadsEveryKindOfValue()
    {
        var options = OptionsFile.Parse<SampleOptions>(
            """
            # A comment.
            name: "007"
            resume: null
            learning_rate: 7e-4
            dropout: .5
            use_ema: true
            seed: -3
            stream: 18446744073709551615
            horizon: ~
            betas: [0.5, 1]
            models:
              - in_channels: 1
              - {in_channels: 2, norm: avgpool}
            tags: [a, 'b c']
            loss_weights:
              mse: 1
              divergence: .inf
            model:
              in_channels: 6
              depth: 3
              norm: group_norm
            amp: none
            """,
            "all.yaml");

        Assert.Equivalent(
            new SampleOptions
            {
                Name = "007",
                LearningRate = 7e-4,
                Dropout = 0.5f,
                UseEma = true,
                Seed = -3,
                Stream = ulong.MaxValue,
                Horizon = null,
                Betas = [0.5, 1],
                Models =
                    [new SampleModel { InChannels = 1 }, new SampleModel { InChannels = 2, Norm = SampleNorm.AvgPool }],
                Tags = ["a", "b c"],
                LossWeights = new Dictionary<string, double> { ["mse"] = 1, ["divergence"] = double.PositiveInfinity },
                Model = new SampleModel { InChannels = 6, Depth = 3, Norm = SampleNorm.GroupNorm },
            },
            options,
            strict: true);
    }

    [Theory]
    [InlineData("lerning_rate: 1", "1:1: unknown key 'lerning_rate'; did you mean 'learning_rate'?")]
    [InlineData("model:\n  in_channels: 1\n  dept: 2", "3:3: unknown key 'dept' in 'model'; did you mean 'depth'?")]
    [InlineData(
        "model: {in_channels: 1, zzz: 2}",
        "1:25: unknown key 'zzz' in 'model'; expected one of in_channels, depth, norm")]
    [InlineData("LearningRate: 1", "1:1: unknown key 'LearningRate'; did you mean 'learning_rate'?")]
    [InlineData("learning_rate: fast", "1:16: expected a number for 'learning_rate', found 'fast'")]
    [InlineData("learning_rate: \"1\"", "1:16: expected a number for 'learning_rate', found the string '1'")]
    [InlineData("learning_rate: 1e400", "1:16: expected a number for 'learning_rate', found '1e400'")]
    [InlineData("learning_rate:", "1:15: expected a number for 'learning_rate', found null")]
    [InlineData("dropout: 1e39", "1:10: expected a number for 'dropout', found '1e39'")]
    [InlineData("horizon: 1.5", "1:10: expected a whole number for 'horizon', found '1.5'")]
    [InlineData("horizon: 4294967296", "1:10: expected a whole number for 'horizon', found '4294967296'")]
    [InlineData("stream: -1", "1:9: expected a whole number from 0 for 'stream', found '-1'")]
    [InlineData("use_ema: yes", "1:10: expected true or false for 'use_ema', found 'yes'")]
    [InlineData("name: null", "1:7: expected a string for 'name', found null")]
    [InlineData("name: [a]", "1:7: expected a string for 'name', found a sequence")]
    [InlineData("betas: 1", "1:8: expected a sequence for 'betas', found '1'")]
    [InlineData("betas: [1, x]", "1:12: expected a number for 'betas[1]', found 'x'")]
    [InlineData("loss_weights: [1]", "1:15: expected a mapping for 'loss_weights', found a sequence")]
    [InlineData("loss_weights: {mse: big}", "1:21: expected a number for 'loss_weights.mse', found 'big'")]
    [InlineData(
        "model: {in_channels: 1, norm: Batch}",
        "1:31: expected one of none, batch, group_norm, avgpool for 'model.norm', found 'Batch'")]
    [InlineData("model: {norm: batch}", "1:8: missing key 'in_channels' in 'model'")]
    [InlineData("models: [{depth: 1}]", "1:10: missing key 'in_channels' in 'models[0]'")]
    [InlineData("seed: 1\nseed: 2", "2:1: key 'seed' is already set in line 1")]
    [InlineData("- 1", "1:1: expected a mapping, found a sequence")]
    [InlineData("name: &a x", "1:7: anchors and aliases are not read; repeat the value or use a layer")]
    [InlineData("name: !!python/object x", "1:7: the tag 'tag:yaml.org,2002:python/object' is not read")]
    [InlineData("seed: 1\n---\nseed: 2", "2:1: expected one document, found a second")]
    public void Parse_OfBadText_NamesLineColumnAndKey(string yaml, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => OptionsFile.Parse<SampleOptions>(yaml, "config.yaml"));

        Assert.Equal($"config.yaml:{message}", error.Message);
    }

    [Fact]
    public void Parse_OfAValueThatTheRecordRefuses_GivesItsReason()
    {
        var error = Assert.Throws<InvalidDataException>(
            () => OptionsFile.Parse<SampleOptions>("model:\n  in_channels: 1\n  depth: 0", "config.yaml"));

        Assert.Equal(
            "config.yaml:3:10: bad value of 'model.depth': value ('0') must be greater than or equal to '1'.",
            error.Message);
    }

    [Theory]
    [InlineData("betas: [1, 2\nname: x", "config.yaml:1:10: no YAML behind this place")]
    [InlineData("name: [a\n", "config.yaml:2:1: ")]
    [InlineData("name: 'a\nseed: 1", "config.yaml:1:7: ")]
    [InlineData("seed: 1\n bad: 2", "config.yaml:2:5: ")]
    public void Parse_OfBrokenYaml_NamesThePlace(string yaml, string start)
    {
        var error = Assert.Throws<InvalidDataException>(() => OptionsFile.Parse<SampleOptions>(yaml, "config.yaml"));

        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfDamagedYaml_GivesOptionsOrOneKindOfError()
    {
        const string Whole =
            "name: \"a\"\nbetas: [0.5, 1]\nmodels:\n  - {in_channels: 1, depth: 2}\nmodel:\n  in_channels: 6\n";
        const string Signs = "[]{}:,\"'&*!|>-?%@`# \n\ta1";
        var random = new RandomStream(1, "damage");
        for (int trial = 0; trial < 3000; trial++)
        {
            char[] damaged = Whole.ToCharArray();
            damaged[random.NextInt(damaged.Length)] = Signs[random.NextInt(Signs.Length)];
            damaged[random.NextInt(damaged.Length)] = Signs[random.NextInt(Signs.Length)];
            Exception? error = Record.Exception(
                () => OptionsFile.Parse<SampleOptions>(new string(damaged), "config.yaml"));
            Assert.True(error is null or InvalidDataException, $"{new string(damaged)}\n{error}");
        }
    }

    [Fact]
    public void Parse_OfDeepNesting_IsRefused()
    {
        string yaml = new string('[', 200) + new string(']', 200);

        var error = Assert.Throws<InvalidDataException>(() => OptionsFile.Parse<SampleOptions>(yaml, "config.yaml"));

        Assert.Equal("config.yaml:1:102: nested deeper than 100 levels", error.Message);
    }

    [Fact]
    public void Load_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("run.yaml", "sed: 1"u8);

        var error = Assert.Throws<InvalidDataException>(() => OptionsFile.Load<SampleOptions>(path));

        Assert.Equal($"{path}:1:1: unknown key 'sed'; did you mean 'seed'?", error.Message);
    }
}
