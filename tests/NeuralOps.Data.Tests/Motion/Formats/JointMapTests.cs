using NeuralOps.Core;

namespace NeuralOps.Data.Tests;

public sealed class JointMapTests
{
    public static TheoryData<string> Maps => [.. JointMap.Known.Select(map => map.Name)];

    [Theory]
    [MemberData(nameof(Maps))]
    public void Apply_GivesBodiesWhoseLeftIsLeft(string name)
    {
        // Facing along the feet with Y up, the left is at up × ahead = (z, 0, −x).
        var motion = Mapped(name);
        var layout = motion.Layout;
        int[] contacts = [.. layout.ContactJoints];
        for (int frame = 0; frame < motion.Frames; frame += 8)
        {
            double[] left = Place(motion, frame, contacts[1]), right = Place(motion, frame, contacts[3]);
            double[] ahead = Minus(Plus(left, right), Plus(
                Place(motion, frame, contacts[0]), Place(motion, frame, contacts[2])));
            var face = layout.Face;
            double[] hips = Minus(Place(motion, frame, face.LeftHip), Place(motion, frame, face.RightHip));
            double[] shoulders = Minus(
                Place(motion, frame, face.LeftShoulder), Place(motion, frame, face.RightShoulder));
            Assert.True(ToTheLeft(ahead, hips) > 0.05);
            Assert.True(ToTheLeft(ahead, shoulders) > 0.1);
            Assert.True(ToTheLeft(ahead, Minus(left, right)) > 0.03);
        }
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Apply_GivesBonesOfPeople(string name)
    {
        var motion = Mapped(name);
        double thigh = Bone(motion, motion.Layout.Leg.Upper), shin = Bone(motion, motion.Layout.Leg.Lower);

        // The body of the published features is 1 m tall, the others are grown.
        double tall = name == JointMap.PublishedToKit.Name ? 1 / 1.82 : 1;
        Assert.InRange(thigh / tall, 0.36, 0.47);
        Assert.InRange(shin / tall, 0.38, 0.48);
        for (int joint = 1; joint < motion.Layout.Joints; joint++)
        {
            Assert.InRange(Bone(motion, joint) / tall, 0.03, 0.5);
        }
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void For_FindsTheMapOfTheFile(string name)
    {
        var map = JointMap.Known.Single(map => map.Name == name);
        Assert.Same(map, JointMap.For(Tracks(name), map.Layout));
    }

    [Fact]
    public void Apply_OfABlend_GoesPartOfTheWay()
    {
        var layout = MotionLayout.Kit;
        var map = new JointMap("test", layout, [new("a", "b", 0.25), .. Enumerable.Repeat(new JointBlend("b"), 20)]);
        var motion = map.Apply(new JointTracks(["a", "b"], [-1, 0], [0, 0, 0, 4, 8, -4], 10, "test"));
        Assert.Equal([1, 2, -1], Place(motion, 0, 0));
        Assert.Equal([4, 8, -4], Place(motion, 0, 20));
    }

    [Fact]
    public void Constructor_WithMissingJoints_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new JointMap("test", MotionLayout.Kit, ["a"]));
        Assert.Equal("map 'test': expected 21 joints (KIT, 21 joints), got 1. (Parameter 'joints')", error.Message);
    }

    private static JointMotion Mapped(string name) =>
        JointMap.Known.Single(map => map.Name == name).Apply(Tracks(name).Resample(12.5));

    private static JointTracks Tracks(string name) => (name[..3] switch
    {
        "CMU" => MotionFiles.Walk(),
        "BVH" => BvhFile.Read(MotionFiles.Bvh),
        "MMM" => MmmFile.Read(MotionFiles.Mmm),
        _ => MmmFile.ReadAsPublished(MotionFiles.Mmm),
    }).Positions();

    private static double Bone(JointMotion motion, int joint) =>
        MotionFiles.Distance(Place(motion, 0, joint), Place(motion, 0, motion.Layout.Parents[joint]));

    private static double ToTheLeft(double[] ahead, double[] v) =>
        ((ahead[2] * v[0]) - (ahead[0] * v[2])) / Math.Sqrt((ahead[0] * ahead[0]) + (ahead[2] * ahead[2]));

    private static double[] Place(JointMotion motion, int frame, int joint) =>
        motion.Positions.Slice(3 * ((frame * motion.Layout.Joints) + joint), 3).ToArray();

    private static double[] Plus(double[] a, double[] b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

    private static double[] Minus(double[] a, double[] b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}
