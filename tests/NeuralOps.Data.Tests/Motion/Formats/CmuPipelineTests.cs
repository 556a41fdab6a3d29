using NeuralOps.Core;
using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

/// <summary>
/// Recording 11_01 (stands, runs up in five steps, kicks a ball, stands) from its files to features, physics state and
/// contacts. The contacts are checked on the joints of the file: a foot that stands is low and slow, one that does not
/// is high and fast, the feet leave the floor in turn, and while one is in the air the other mostly stands.
/// </summary>
public sealed class CmuPipelineTests
{
    private const int Left = 10, Right = 11;

    [Theory]
    [InlineData("KIT", 63)]
    [InlineData("HumanML3D", 100)]
    public void Contacts_OfTheRun_AgreeWithHeightAndSpeedOfTheFeet(string name, int frames)
    {
        (var motion, float[] features, _) = Pipeline(name);
        var layout = motion.Layout;
        Assert.Equal(frames, motion.Frames);
        Assert.Equal((frames - 1) * layout.Width, features.Length);
        for (int channel = 0; channel < 4; channel++)
        {
            int joint = layout.ContactJoints[channel];
            List<(double Height, double Speed)> stands = [], swings = [];
            for (int frame = 0; frame < frames - 1; frame++)
            {
                var here = Place(motion, frame, joint);
                double speed = MotionFiles.Distance(here, Place(motion, frame + 1, joint)) * motion.FramesPerSecond;
                bool contact = features[(frame * layout.Width) + layout.Contacts.Start + channel] == 1;
                (contact ? stands : swings).Add((here[1], speed));
            }

            Assert.InRange((double)stands.Count / (frames - 1), 0.6, 0.9);
            Assert.InRange(stands.Average(foot => foot.Speed), 0, 0.25);
            Assert.InRange(swings.Average(foot => foot.Speed), 2.5, 4.5);
            Assert.InRange(stands.Average(foot => foot.Height), 0.05, 0.11);
            Assert.True(swings.Average(foot => foot.Height) > stands.Average(foot => foot.Height) + 0.03);
        }
    }

    [Theory]
    [InlineData("KIT")]
    [InlineData("HumanML3D")]
    public void Physics_OfTheRun_HasFeetInTurn(string name)
    {
        (var motion, _, float[] physics) = Pipeline(name);
        int rows = physics.Length / PhysicsState.Width;
        Assert.Equal(motion.Frames - 1, rows);
        Assert.Equal("LRLRL", string.Concat(Enumerable.Range(1, rows - 1).Select(row => Leaves(row, Left) ? "L"
            : Leaves(row, Right) ? "R" : "")));

        // In a run both feet are in the air for moments only.
        int one = Enumerable.Range(0, rows).Count(row => At(row, Left) + At(row, Right) == 1);
        int none = Enumerable.Range(0, rows).Count(row => At(row, Left) + At(row, Right) == 0);
        Assert.InRange((double)one / (one + none), 0.8, 1);

        // Gravity, the root's height of a grown body, and the path of the run: three metres.
        Assert.All(Enumerable.Range(0, rows), row => Assert.Equal(-9.81f, At(row, 0)));
        Assert.InRange(Enumerable.Range(0, rows).Average(row => At(row, 1)), 0.8, 1);
        double way = Math.Sqrt(Math.Pow(At(rows - 1, 18), 2) + Math.Pow(At(rows - 1, 20), 2));
        double expected = MotionFiles.Distance(
            Flat(Place(motion, 0, 0)), Flat(Place(motion, motion.Frames - 2, 0)));
        Assert.Equal(expected, way, 0.01);

        float At(int row, int channel) => physics[(row * PhysicsState.Width) + channel];

        bool Leaves(int row, int foot) => At(row - 1, foot) == 1 && At(row, foot) == 0;
    }

    private static (JointMotion Motion, float[] Features, float[] Physics) Pipeline(string name)
    {
        string folder = Path.Combine(Fixtures.Repository, "samples", "PhysicsMotion", "data", "cmu");
        var layout = MotionLayout.All.Single(layout => layout.Name == name);
        var tracks = AcclaimFile.Read(Path.Combine(folder, "11.asf"), Path.Combine(folder, "11_01.amc")).Positions();
        var motion = JointMap.For(tracks, layout).Apply(tracks.Resample(layout.FramesPerSecond));
        float[] features = MotionFeatures.Encode(motion);
        return (motion, features, PhysicsState.Of(features, layout, layout.FramesPerSecond));
    }

    private static double[] Flat(double[] place) => [place[0], 0, place[2]];

    private static double[] Place(JointMotion motion, int frame, int joint) =>
        motion.Positions.Slice(3 * ((frame * motion.Layout.Joints) + joint), 3).ToArray();
}
