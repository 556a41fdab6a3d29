using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOperatorAgent.Tests;

[Collection(SmallWorld.Name)]
public sealed class ReferenceCheckpointTests(SmallWorld world)
{
    private static readonly string Checkpoint = Fixtures.PathOf("agent", "step_3.pt");

    [Fact]
    public void Load_BuildsTheOperatorOfItsConfiguration()
    {
        using AgentModule module = AgentFile.Load(Checkpoint);
        Assert.Equal(2, module.Noa.Options.Operator.BaseChannels);
        IReadOnlyDictionary<string, Tensor> given = PytorchFile.ReadStateDict(Checkpoint, "model_state_dict");
        Assert.All(
            module.Noa.state_dict(),
            entry => Assert.True(entry.Value.allclose(given[entry.Key], 0, 0), entry.Key));
        Assert.Equal(module.Noa.state_dict().Count, given.Count);
    }

    [Fact]
    public void Resume_ContinuesAfterItsUpdates()
    {
        AgentToolRun run = AgentToolRun.Done(world.Train(
            "reference", "--base-channels", "2", "--encoder-levels", "1", "--afno-blocks", "1", "--epochs", "2",
            "--resume", Checkpoint));
        Assert.Contains(
            "epoch 2, update 3; 0 of 3 batches of the epoch are done", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "warning: The file has no 'scheduler_state_dict': the schedule is set to step 3.", run.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("projector", run.Output, StringComparison.Ordinal);
        Assert.Contains("Completed after 6 updates", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_WithLatents_SaysThatTheProjectorBeginsAnew()
    {
        AgentToolRun run = AgentToolRun.Done(world.Train(
            "reference-latents", "--base-channels", "2", "--encoder-levels", "1", "--afno-blocks", "1", "--epochs", "2",
            "--resume", Checkpoint, "--vqvae-path", world.Tokens, "--enable-latent-loss"));
        Assert.Contains(
            "warning: The file has no 'alignment_state': the weights under 'projector.' begin anew, so the latent loss "
            + "does not continue the earlier one.", run.Output, StringComparison.Ordinal);
    }
}
