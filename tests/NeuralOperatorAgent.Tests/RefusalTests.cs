namespace NeuralOperatorAgent.Tests;

public sealed class RefusalTests(SmallWorld world) : IClassFixture<SmallWorld>
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
    public void AlignedLosses_NeedATokenizer()
    {
        Assert.Equal(
            "NeuralOperatorAgent: Expected --vqvae-path with --enable-latent-loss, got none.",
            AgentToolRun.Refused(world.Train("none", "--enable-latent-loss")));
        Assert.Equal(
            "NeuralOperatorAgent: Expected --vqvae-path with --loss-mode vq_led, got none.",
            AgentToolRun.Refused(world.Train("none", "--loss-mode", "vq_led", "--force")));
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
