using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

public sealed class ForwardKinematicsTests
{
    private const double Rounding = 1e-9;

    public static TheoryData<string, int> Files => new() { { "acclaim", 31 }, { "bvh", 38 }, { "mmm", 125 } };

    // Metres. Both sides compute in float64; the matrices of the MMM body have six digits, and only one side makes
    // proper rotations of them.
    [Theory]
    [InlineData("acclaim", 31, 1e-9)]
    [InlineData("bvh", 38, 1e-9)]
    [InlineData("mmm", 125, 1e-6)]
    public void Positions_OfEveryJoint_AgreeWithMatricesAndEulerAngles(string kind, int joints, double tolerance)
    {
        var tracks = Read(kind).Positions();
        Assert.Equal(joints, tracks.Names.Count);
        using var expected = NpzArchive.Open(MotionFiles.At("expected.npz"));
        long[] frames = expected.Read("frames").ToArray<long>();
        Assert.Equal(tracks.Names.Order(), expected.Names.Where(name => name.StartsWith(kind)).Select(Joint).Order());
        foreach (string name in expected.Names.Where(name => name.StartsWith(kind)))
        {
            double[] places = expected.Read(name).ToArray<double>();
            for (int i = 0; i < frames.Length; i++)
            {
                double[] found = tracks.Place((int)frames[i], Joint(name));
                Assert.InRange(MotionFiles.Distance(found, places.AsSpan(3 * i, 3)), 0, tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Positions_OverFrames_KeepTheLengthsOfBones(string kind, int joints)
    {
        var tracks = Read(kind).Positions();
        for (int joint = 1; joint < joints; joint++)
        {
            int parent = tracks.Parents[joint];
            double first = MotionFiles.Distance(tracks.At(0, joint), tracks.At(0, parent));
            for (int frame = 1; frame < tracks.Frames; frame++)
            {
                double length = MotionFiles.Distance(tracks.At(frame, joint), tracks.At(frame, parent));
                Assert.Equal(first, length, Rounding);
            }
        }
    }

    // The bones of the toes lie in shoes; MMM has joints at the sole.
    [Theory]
    [InlineData("acclaim", "ltoes", "rtoes", 0.06)]
    [InlineData("bvh", "LeftToeBase", "RightToeBase", 0.06)]
    [InlineData("mmm", "LeftFootHeight_joint", "RightFootHeight_joint", 0.03)]
    public void Positions_OfAWalk_HaveFeetNearTheFloor(string kind, string left, string right, double height)
    {
        var tracks = Read(kind).Positions();
        foreach (string foot in new[] { left, right })
        {
            double lowest = Enumerable.Range(0, tracks.Frames).Min(frame => tracks.Place(frame, foot)[1]);
            Assert.InRange(lowest, -height, height);
        }
    }

    [Fact]
    public void Read_OfMmm_MakesABodyAsTallAsItSays()
    {
        // The rest lengths of the chain from below the foot to the top of the head; 39 mm of ankle height are the
        // foot's, and the body is 1.82 m tall.
        var tracks = MmmFile.Read(MotionFiles.Mmm).Positions();
        (string From, string To)[] bones =
        [
            ("LAsegment_joint", "LeftFootHeight_joint"), ("LKsegment_joint", "LAsegment_joint"),
            ("LHsegment_joint", "LKsegment_joint"), ("root_joint", "BPSegment_joint"),
            ("BPSegment_joint", "BTSegment_joint"), ("BTSegment_joint", "collarSegment_joint"),
            ("collarSegment_joint", "BLNsegment_joint"), ("BLNsegment_joint", "BUNsegment_joint"),
            ("BUNsegment_joint", "HeadSegment_joint"),
        ];
        double tall = bones.Sum(bone =>
            MotionFiles.Distance(tracks.Place(0, bone.From), tracks.Place(0, bone.To)));
        Assert.Equal(1.82, tall, 9);
    }

    [Fact]
    public void ReadAsPublished_EveryEighthFrame_IsThePublishedOne()
    {
        var tracks = MmmFile.ReadAsPublished(MotionFiles.Mmm).Positions().Resample(12.5);
        var published = NpyFile.Read(Fixtures.PathOf("motion", "kit", "derived_00001_joints_mm_12.5Hz.npy"));
        float[] expected = published.ToFloats();
        Assert.Equal(21, tracks.Frames);
        double largest = 0;
        for (int i = 0; i < tracks.Positions.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((1000 * tracks.Positions[i]) - expected[i]));
        }

        // Millimetres; the published array is float32 at 1.3 m.
        Assert.InRange(largest, 0, 5e-4);
    }

    private static ArticulatedMotion Read(string kind) => kind switch
    {
        "acclaim" => MotionFiles.Walk(),
        "bvh" => BvhFile.Read(MotionFiles.Bvh),
        _ => MmmFile.Read(MotionFiles.Mmm),
    };

    private static string Joint(string name) => name[(name.IndexOf('/') + 1)..];
}
