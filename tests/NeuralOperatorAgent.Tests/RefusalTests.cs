namespace NeuralOperatorAgent.Tests;

[Collection(SmallWorld.Name)]
public sealed class RefusalTests(SmallWorld world)
{
    [Fact]
    public void MissingDataset_IsRefused() => Assert.Equal(
        "NeuralOperatorAgent: Expected --dataset, or a --config that names one, got neither.",
        AgentToolRun.Refused("train"));

    [Fact]
    public void UnknownFlag_IsRefusedByName() => Assert.Equal(
        "NeuralOperatorAgent: Unknown option '--timestep'. Try 'NeuralOperatorAgent train --help'.",
        AgentToolRun.Refused("train", "--dataset", world.Data, "--timestep", "8"));

    [Fact]
    public void BadValue_IsRefusedByItsFlag() => Assert.Equal(
        "NeuralOperatorAgent: --batch-size:1:1: expected a whole number for 'batch_size', found 'four'",
        AgentToolRun.Refused("train", "--dataset", world.Data, "--batch-size", "four"));

    [Fact]
    public void ForeignFile_IsNoDataset()
    {
        string path = world.PathOf("foreign.h5");
        File.WriteAllText(path, "not a dataset");
        Assert.StartsWith(
            $"NeuralOperatorAgent: {path}: ",
            AgentToolRun.Refused("train", "--dataset", path, "--checkpoint-dir", world.PathOf("foreign")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void RefusedRun_LeavesNoFolderAndAnEarlierOneAsItWas()
    {
        string folder = world.PathOf("kept");
        AgentToolRun.Refused(
            "train", "--dataset", world.Data, "--checkpoint-dir", folder, "--encoder-levels", "5");
        AgentToolRun.Refused("train", "--dataset", world.PathOf("absent.h5"), "--checkpoint-dir", folder);
        AgentToolRun.Refused("train-vqvae", "--dataset", world.PathOf("absent.h5"), "--checkpoint-dir", folder);
        AgentToolRun.Refused(
            "train", "--dataset", world.Data, "--checkpoint-dir", folder, "--timesteps", "4", "--start",
            world.PathOf("absent"));
        Assert.False(Directory.Exists(folder));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "options.json"), "{}");
        File.WriteAllText(Path.Combine(folder, "metrics.jsonl"), "kept");
        AgentToolRun.Refused("train", "--dataset", world.PathOf("absent.h5"), "--checkpoint-dir", folder, "--force");
        Assert.Equal("kept", File.ReadAllText(Path.Combine(folder, "metrics.jsonl")));
    }

    [Fact]
    public void GridThatDoesNotFit_IsRefused()
    {
        Assert.Equal(
            $"NeuralOperatorAgent: {world.Data}: expected a grid of multiples of 32 cells for 5 levels, found 16x16.",
            AgentToolRun.Refused(
                "train", "--dataset", world.Data, "--checkpoint-dir", world.PathOf("deep"), "--encoder-levels", "5"));
        AgentToolRun.Done(world.Train("exported", "--epochs", "1"));
        AgentToolRun.Refused(
            "export", "--noa-checkpoint", world.PathOf("exported"), "--output-dir", world.PathOf("onnx-3"), "--grid",
            "3");
        Assert.Empty(Directory.GetFiles(world.PathOf("onnx-3")));
    }

    [Theory]
    [InlineData("--lr", "lr", "Lr ('-1') must be a non-negative and non-zero value.")]
    [InlineData("--weight-decay", "weight_decay", "WeightDecay ('-1') must be a non-negative value.")]
    [InlineData("--lambda-commit", "lambda_commit", "LambdaCommit ('-1') must be a non-negative value.")]
    [InlineData("--start-share", "start_share", "StartShare ('-1') must be a non-negative value.")]
    public void NegativeValue_IsRefusedByItsFlag(string flag, string key, string reason) => Assert.Equal(
        $"NeuralOperatorAgent: {flag}:1:1: bad value of '{key}': {reason}",
        AgentToolRun.Refused("train", "--dataset", world.Data, flag, "-1"));

    [Fact]
    public void NegativeValue_OfATokenizerIsRefusedByItsKey() => Assert.Equal(
        "NeuralOperatorAgent: --set batch_size:1:1: bad value of 'batch_size': BatchSize ('0') must be greater than or "
        + "equal to '1'.",
        AgentToolRun.Refused("train-vqvae", "--dataset", world.Data, "--set", "batch_size=0"));

    [Fact]
    public void ConfigurationOfNoKeys_IsRefused()
    {
        string path = world.PathOf("words.yaml");
        File.WriteAllText(path, "words");
        Assert.Equal(
            $"NeuralOperatorAgent: {path}:1:1: expected a mapping, found 'words'",
            AgentToolRun.Refused("train", "--dataset", world.Data, "--config", path));
    }

    [Fact]
    public void OptionsThatWouldNotCount_AreRefused()
    {
        Assert.Equal(
            "NeuralOperatorAgent: Expected --start-share 1 with --bptt-mode streaming, which takes whole trajectories, "
            + "got 0.5.",
            AgentToolRun.Refused(world.Train("unused", "--bptt-mode", "streaming", "--start-share", "0.5")));
        string recipe = Path.Combine(AppContext.BaseDirectory, "config", "operator.yaml");
        Assert.Equal(
            "NeuralOperatorAgent: Expected --step-mode response with lambda_response above 0, got residual.",
            AgentToolRun.Refused(world.Train("unused", "--config", recipe, "--step-mode", "residual")));
    }

    [Fact]
    public void Dataset_IsNotReplacedUnasked()
    {
        byte[] before = File.ReadAllBytes(world.Data);
        Assert.Equal(
            $"NeuralOperatorAgent: Expected no file '{world.Data}', found one. Replace it with --force, or choose "
            + "another name.",
            AgentToolRun.Refused("generate", "--output", world.Data));
        Assert.Equal(before, File.ReadAllBytes(world.Data));
    }

    [Fact]
    public void TooFewToMeasure_IsRefused()
    {
        AgentToolRun.Done(world.Train("measured", "--epochs", "1"));
        string[] noa = ["--noa-checkpoint", world.PathOf("measured")];
        Assert.Equal(
            "NeuralOperatorAgent: Expected --timesteps of at least 2, because rollouts start from frame 1, got 1.",
            AgentToolRun.Refused(["evaluate", .. noa, "--timesteps", "1"]));
        Assert.Equal(
            "NeuralOperatorAgent: Expected --n-samples of at least 1, got 0.",
            AgentToolRun.Refused(["diagnose", .. noa, "--vqvae-path", world.Tokens, "--n-samples", "0"]));
    }

    [Fact]
    public void StartFromARunOfAnotherSplit_IsWarnedOf()
    {
        AgentToolRun.Done(world.Train("first", "--epochs", "1"));
        string first = world.PathOf("first");
        string warning = $"warning: {first} held out other samples of the dataset";
        Assert.DoesNotContain(
            warning, AgentToolRun.Done(world.Train("same", "--epochs", "1", "--start", first)).Output,
            StringComparison.Ordinal);
        Assert.Contains(
            warning, AgentToolRun.Done(world.Train("other", "--epochs", "1", "--start", first, "--seed", "7")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AlignedLosses_NeedATokenizer()
    {
        Assert.Equal(
            "NeuralOperatorAgent: Expected --vqvae-path with --enable-latent-loss, got none.",
            AgentToolRun.Refused(world.Train("none", "--enable-latent-loss")));
        Assert.Equal(
            "NeuralOperatorAgent: Expected --vqvae-path with --loss-mode vq_led, got none.",
            AgentToolRun.Refused(world.Train("none", "--loss-mode", "vq_led")));
    }

    [Fact]
    public void Operator_IsNoTokenizer()
    {
        AgentToolRun.Done(world.Train("noa", "--epochs", "1"));
        string weights = world.PathOf("noa", AgentFile.WeightsName);
        Assert.Equal(
            $"NeuralOperatorAgent: {weights}: expected the header of a tokenizer with 'network', 'feature_space', "
            + "'encoders' and 'timesteps', found no 'feature_space'.",
            AgentToolRun.Refused("diagnose", "--noa-checkpoint", weights, "--vqvae-path", weights));
        Assert.Equal(
            $"NeuralOperatorAgent: {world.GrayScott}: expected fields of 1 channels, as the operator's, found 2.",
            AgentToolRun.Refused("evaluate", "--noa-checkpoint", weights, "--dataset", world.GrayScott));
        string other = world.PathOf("noa", "checkpoints", "best.safetensors");
        Assert.Equal(
            $"NeuralOperatorAgent: {other}: not a checkpoint of this run: 'noa.operator.base_channels' expected 6, "
            + "found 4; 'run.noa.operator.base_channels' expected 6, found 4.",
            AgentToolRun.Refused(world.Train("wider", "--epochs", "1", "--base-channels", "6", "--resume", other)));
    }

    [Fact]
    public void Tokenizer_IsNoOperator()
    {
        string tokens = Path.Combine(world.Tokens, "tokenizer.safetensors");
        Assert.Equal(
            $"NeuralOperatorAgent: {tokens}: expected the header of an operator with 'noa', found encoders, "
            + "feature_space, network, timesteps.",
            AgentToolRun.Refused("evaluate", "--noa-checkpoint", tokens, "--dataset", world.Data));
    }

    [Fact]
    public void RunInTheWay_IsRefused()
    {
        Directory.CreateDirectory(world.PathOf("there"));
        File.WriteAllText(world.PathOf("there", "options.json"), "{}");
        AgentToolRun run = AgentToolRun.Of(world.Train("there"));
        Assert.Equal(
            $"NeuralOperatorAgent: Expected no run in '{world.PathOf("there")}', found one with other options. "
            + "Resume it, replace it, or choose another name.\n",
            run.Error);
        Assert.Equal(2, run.Code);
    }

    [Fact]
    public void NothingToResume_IsSaid() => Assert.Equal(
        $"NeuralOperatorAgent: {world.PathOf("empty", "checkpoints")}: expected a checkpoint to continue from, found "
        + "none.",
        AgentToolRun.Refused(world.Train("empty", "--resume")));

    [Fact]
    public void TooFewSteps_AreMadeAgainOrRefused()
    {
        AgentToolRun.Done(world.Train(
            "again", "--timesteps", "10", "--epochs", "1", "--n-samples", "4", "--batch-size", "2"));
        Assert.Equal(
            $"NeuralOperatorAgent: {world.GrayScott}: expected trajectories of at least 10 steps, or the parameters of "
            + "random operators to make them from, found 8 steps and no such parameters.",
            AgentToolRun.Refused(
                "train", "--dataset", world.GrayScott, "--checkpoint-dir", world.PathOf("short"), "--timesteps", "10"));
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("train-vqvae")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("diagnose")]
    [InlineData("validate")]
    [InlineData("align")]
    [InlineData("transfer")]
    [InlineData("export")]
    [InlineData("demo")]
    public void Help_EndsWithExamples(string command)
    {
        AgentToolRun help = AgentToolRun.Done(command, "--help");
        Assert.Contains(
            $"Examples:{Environment.NewLine}  NeuralOperatorAgent {command}", help.Output, StringComparison.Ordinal);
    }
}
