using NeuralOps.Core;
using static TorchSharp.torch;

namespace PhysicsMotion.Tests;

[Collection(SmallWorld.Name)]
public sealed class ReferenceCheckpointTests(SmallWorld world)
{
    private static readonly string Physics = Checkpoint("physics_ssm.pt");
    private static readonly string Text = Checkpoint("motion_ssm.pt");

    [Fact]
    public void PhysicsSsm_IsBuiltOfItsShapes()
    {
        using TrainedPhysics trained = PhysicsFile.Load(Physics, world.Data);
        Assert.Equal(
            (8, 4, 1, true),
            (trained.Options.DModel, trained.Options.DState, trained.Options.NLayers, trained.Options.SharesA));
        Dictionary<string, Tensor> weights = trained.Model.state_dict();
        foreach ((string entry, string part) in new[]
        {
            ("motion_ssm_state_dict", "motion_ssm"), ("physics_ssm_state_dict", "physics_ssm"),
            ("projector_state_dict", "projector"),
        })
        {
            IReadOnlyDictionary<string, Tensor> given = PytorchFile.ReadStateDict(Physics, entry);
            Assert.All(given, x => Assert.True(x.Value.allclose(weights[$"{part}.{x.Key}"], 0, 0), x.Key));
            Assert.Equal(
                given.Count, weights.Keys.Count(name => name.StartsWith(part + ".", StringComparison.Ordinal)));
        }

        MotionToolRun.Done("evaluate", "--checkpoint", Physics, "--data-dir", world.Data);
    }

    [Fact]
    public void PhysicsSsm_GoesOnForTheEpochsThatAreLeft()
    {
        MotionToolRun run = MotionToolRun.Done(world.Physics(
            "reference", "--d-model", "8", "--shares-a", "true", "--physics", "reference", "--loss", "reference",
            "--epochs", "3", "--resume-from", Physics));
        Assert.Contains(
            $"Weights of {Physics} after 2 epochs; the file's optimiser is left, as the reference leaves it, and the "
            + "rate falls along a cosine.", run.Output, StringComparison.Ordinal);
        Assert.Contains("step 1 of 3", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void PhysicsSsm_OfOtherSizes_IsRefused()
    {
        string message = MotionToolRun.Refused(world.Physics(
            "other-sizes", "--d-model", "16", "--shares-a", "true", "--resume-from", Physics));
        Assert.StartsWith($"PhysicsMotion: {Physics}: ", message, StringComparison.Ordinal);
        Assert.Contains("motion_ssm.layers.0.D", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(world.PathOf("other-sizes")));
    }

    [Fact]
    public void MotionSsm_MakesMotionsWithItsOwnWords()
    {
        using TrainedText trained = TextFile.Load(Text, world.Data);
        Assert.Equal((8, 40, 1), (
            trained.Model.Options.Mamba.Width, trained.Model.Options.MaxMotionLength,
            trained.Model.Options.TextLayers));
        Assert.Equal(trained.Model.Options.VocabSize, trained.Vocabulary.Count);
        Assert.Contains(
            "25 frames at 12.5 Hz by the model", MotionToolRun.Done(
                "generate-motion", "a person walks", "--checkpoint", Text, "--data-dir", world.Data, "--seconds", "2",
                "--output", world.PathOf("reference.npy")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAFolder_StatisticsAreMissed() => Assert.Equal(
        $"PhysicsMotion: Expected --data-dir with {Text}, because a checkpoint of the reference has no statistics, got "
        + "none.",
        MotionToolRun.Refused(
            "generate-motion", "a person walks", "--checkpoint", Text, "--output", world.PathOf("none.npy")));

    private static string Checkpoint(string name) =>
        NeuralOps.Tests.Fixtures.PathOf("motion", "checkpoints", name);
}
