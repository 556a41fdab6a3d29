namespace NeuralOps.Core.Tests;

public sealed class MotionLayoutTests
{
    [Fact]
    public void Slices_CoverEveryChannelOnce()
    {
        foreach (var layout in MotionLayout.All)
        {
            int next = 0;
            foreach (var slice in layout.Slices)
            {
                Assert.Equal(next, slice.Start);
                next = slice.End;
            }

            Assert.Equal(layout.Width, next);
            Assert.Equal(8 + (9 * (layout.Joints - 1)) + (3 * layout.Joints), layout.Width);
        }
    }

    [Fact]
    public void Kit_HasThePublishedSlices()
    {
        var kit = MotionLayout.Kit;
        Assert.Equal((21, 251), (kit.Joints, kit.Width));
        Assert.Equal(new MotionSlice(4, 60), kit.Positions);
        Assert.Equal(new MotionSlice(64, 120), kit.Rotations);
        Assert.Equal(new MotionSlice(184, 63), kit.Velocities);
        Assert.Equal(new MotionSlice(247, 4), kit.Contacts);
    }

    [Fact]
    public void Chains_ReachEveryJointOnce_FromOneAlreadyReached()
    {
        foreach (var layout in MotionLayout.All)
        {
            HashSet<int> reached = [0];
            foreach (var chain in layout.Chains)
            {
                Assert.Contains(chain[0], reached);
                Assert.All(chain.Skip(1), joint => Assert.True(reached.Add(joint)));
            }

            Assert.Equal(layout.Joints, reached.Count);
            Assert.Equal(-1, layout.Parents[0]);
            Assert.All(layout.BoneDirections.Skip(1), bone => Assert.Equal(1, bone.Length()));
        }
    }

    [Fact]
    public void ContactJoints_EndTheLegsOfTheirSide()
    {
        foreach (var layout in MotionLayout.All)
        {
            var feet = layout.ContactJoints;
            var (right, left) = (layout.Face.RightHip, layout.Face.LeftHip);
            Assert.All([feet[0], feet[1]], foot => Assert.Contains(left, Above(layout, foot)));
            Assert.All([feet[2], feet[3]], foot => Assert.Contains(right, Above(layout, foot)));
            Assert.Equal(feet[0], layout.Parents[feet[1]]);
            Assert.Equal(feet[2], layout.Parents[feet[3]]);
        }
    }

    [Fact]
    public void OfWidth_RefusesOtherWidths_NamingTheKnown()
    {
        Assert.Same(MotionLayout.HumanMl3d, MotionLayout.OfWidth(263));
        var error = Assert.Throws<ArgumentException>(() => MotionLayout.OfWidth(250));
        Assert.Equal(
            "Expected a feature width of 251 (KIT, 21 joints) or 263 (HumanML3D, 22 joints), got 250. "
            + "(Parameter 'width')",
            error.Message);
    }

    private static List<int> Above(MotionLayout layout, int joint)
    {
        List<int> above = [];
        for (int at = joint; at >= 0; at = layout.Parents[at])
        {
            above.Add(at);
        }

        return above;
    }
}
