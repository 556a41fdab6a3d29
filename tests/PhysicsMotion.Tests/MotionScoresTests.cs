using NeuralOps.Core;
using NeuralOps.Data;
using static TorchSharp.torch;

namespace PhysicsMotion.Tests;

[Collection(SmallWorld.Name)]
public sealed class MotionScoresTests(SmallWorld world)
{
    [Fact]
    public void TheTruth_HasNoErrorAndItsOwnJerk()
    {
        using TestClips clips = Clips();
        var scores = MotionScores.Of(clips.Motion, clips.Motion, clips.Mask, clips.Context, contactsOfTruth: true);
        Assert.Equal((0, 0, 0, 1), (scores.Reconstruction, scores.Joints, scores.Pose, scores.Jerk));
        Assert.InRange(scores.Speed, 0, 15); // contacts end in the step in which a foot lifts
    }

    [Fact]
    public void ABodyMovedDown_IsBelowGroundByThatMuch()
    {
        using TestClips clips = Clips();
        using Tensor raw = clips.Context.Statistics.Denormalize(clips.Motion);
        using Tensor moved = raw.clone();
        MotionLayout layout = clips.Context.Layout;
        MotionLayout.RootHeight.Of(moved).sub_(0.1f);
        for (int joint = 0; joint < layout.Joints - 1; joint++)
        {
            moved.narrow(-1, layout.Positions.Start + (3 * joint) + 1, 1).sub_(0.1f);
        }

        using Tensor prediction = clips.Context.Statistics.Normalize(moved);
        var scores = MotionScores.Of(prediction, clips.Motion, clips.Mask, clips.Context, contactsOfTruth: true);
        Assert.Equal(100, scores.Joints, 0.1);
        Assert.Equal(0, scores.Pose, 0.1);
        Assert.InRange(scores.Penetration, 0.9, 1);
        Assert.Equal(1, scores.Jerk, 1e-3);
    }

    private TestClips Clips()
    {
        MotionFolder folder = MotionFolder.Open(world.Data);
        return new TestClips(
            world.Data, "test", MotionContext.Of(folder, folder.Read("train").Clips, MotionPhysics.Causal), 40);
    }
}
