using NeuralOps.Core;
using static NeuralOps.Data.Tests.GaitScenes;

namespace NeuralOps.Data.Tests;

/// <summary>The motions do what their scripts and captions say.</summary>
public sealed class GaitMeaningTests
{
    [Theory]
    [InlineData(GaitAction.Walk, GaitPace.Slow, 0.8)]
    [InlineData(GaitAction.Walk, GaitPace.Normal, 1.25)]
    [InlineData(GaitAction.Walk, GaitPace.Fast, 1.7)]
    [InlineData(GaitAction.Jog, GaitPace.Normal, 2.3)]
    [InlineData(GaitAction.Run, GaitPace.Normal, 3.4)]
    [InlineData(GaitAction.Run, GaitPace.Fast, 3.9)]
    public void Speed_IsAsStated(GaitAction action, GaitPace pace, double speed)
    {
        var motion = Motion(New(action, GaitPath.Forward) with { Pace = pace });
        var taller = Motion(New(action, GaitPath.Forward) with { Pace = pace, Height = 1.4 });

        Assert.Equal(speed, motion.At(500, 0)[2] - motion.At(400, 0)[2], 1e-9);
        Assert.Equal(0.8 * speed, taller.At(500, 0)[2] - taller.At(400, 0)[2], 1e-9);
    }

    [Fact]
    public void WalkingIsLikeAHumans()
    {
        var motion = Motion(New(GaitAction.Walk, GaitPath.Forward));
        int[] left = motion.Landings(1);
        int[] right = motion.Landings(3);
        double cadence = 60 * 100 * (left.Length - 1) * 2 / (double)(left[^1] - left[0]);
        double step = motion.At(right[2], 15)[2] - motion.At(left[2], 20)[2];
        double[] pelvis = [.. Enumerable.Range(300, 200).Select(frame => motion.At(frame, 0)[1])];
        double[] side = [.. Enumerable.Range(300, 200).Select(frame => motion.At(frame, 0)[0])];

        // Textbook values for 1.25 m/s and 1.75 m: about 110 steps a minute of 0.68 m, 4 cm up and down and aside.
        Assert.InRange(cadence, 105, 115);
        Assert.InRange(Math.Abs(step), 0.64, 0.72);
        Assert.InRange(pelvis.Max() - pelvis.Min(), 0.03, 0.06);
        Assert.InRange(side.Max() - side.Min(), 0.03, 0.06);
        Assert.InRange(pelvis.Average(), 0.84, 0.93);
    }

    [Theory]
    [InlineData(GaitAction.Jog)]
    [InlineData(GaitAction.Run)]
    public void Runners_Fly_AndWalkersDoNot(GaitAction action)
    {
        static int Flights(GaitAction of)
        {
            var motion = Motion(New(of, GaitPath.Forward));
            return Enumerable.Range(200, 300).Count(frame => !AnyContact(motion, frame));
        }

        Assert.InRange(Flights(action), 45, 120);
        Assert.Equal(0, Flights(GaitAction.Walk));
    }

    [Fact]
    public void Count_IsTheNumberOfStepsJumpsAndHops()
    {
        var steps = Motion(New(GaitAction.Walk, GaitPath.Forward) with { Count = 7, Seconds = 1 });
        Assert.Equal((4, 3), (steps.Landings(1).Length, steps.Landings(3).Length));
        Assert.True(steps.Landings(1)[0] < steps.Landings(3)[0]);
        Assert.Equal(0, Distance(steps.At(steps.Joints.Frames - 1, 0), steps.At(steps.Joints.Frames - 5, 0)), 2e-3);

        var rightFirst = Motion(New(GaitAction.Walk, GaitPath.Backward) with { Count = 3, Lead = BodySide.Right });
        Assert.Equal((1, 2), (rightFirst.Landings(1).Length, rightFirst.Landings(3).Length));

        var jumps = Motion(New(GaitAction.Jump) with { Count = 3, Seconds = 1 });
        Assert.Equal(3, Flights(jumps));

        var hops = Motion(New(GaitAction.Hop, GaitPath.Forward) with { Count = 4, Seconds = 1, Lead = BodySide.Right });
        Assert.Equal(4, Flights(hops));
        Assert.Equal((1, 4), (hops.Landings(1).Length, hops.Landings(3).Length));

        var kicks = Motion(New(GaitAction.Kick) with { Count = 2, Seconds = 1 });
        Assert.Equal((2, 0), (kicks.Landings(1).Length, kicks.Landings(3).Length));

        var squats = Motion(New(GaitAction.Squat) with { Count = 2, Seconds = 1 });
        Assert.Equal(2, Enumerable.Range(1, squats.Joints.Frames - 1)
            .Count(frame => squats.At(frame, 0)[1] < 0.6 && squats.At(frame - 1, 0)[1] >= 0.6));
    }

    [Fact]
    public void Directions_AreAsStated()
    {
        static (double[] Way, double Facing) End(GaitScript script)
        {
            var motion = Motion(script);
            int last = motion.Joints.Frames - 1;
            double[] from = motion.At(0, 0);
            return ([.. motion.At(last, 0).Zip(from, (a, b) => a - b)], motion.Facing(last));
        }

        var (left, leftFacing) = End(New(GaitAction.Sidestep) with { Count = 4 });
        Assert.InRange(left[0], 0.5, 2);
        Assert.Equal((0, 0), (left[2], leftFacing), Near(0.05, 8));
        Assert.InRange(End(New(GaitAction.Sidestep) with { Toward = BodySide.Right }).Way[0], -4, -1);
        Assert.InRange(End(New(GaitAction.Walk, GaitPath.Backward)).Way[2], -6, -3);
        Assert.InRange(End(New(GaitAction.Jump, GaitPath.Forward) with { Count = 2 }).Way[2], 1.2, 1.8);

        Assert.InRange(End(New(GaitAction.Turn) with { Degrees = 90 }).Facing, 85, 95);
        Assert.InRange(End(New(GaitAction.Turn) with { Degrees = 90, Toward = BodySide.Right }).Facing, -95, -85);
        var (corner, facing) = End(New(GaitAction.Walk, GaitPath.Corner));
        Assert.InRange(facing, 80, 100);
        Assert.InRange(corner[0], 1, 4);
        var (circle, _) = End(New(GaitAction.Walk, GaitPath.Circle));
        Assert.InRange(Math.Sqrt((circle[0] * circle[0]) + (circle[2] * circle[2])), 0, 0.8);
        Assert.InRange(Math.Abs(End(New(GaitAction.Walk, GaitPath.Back)).Facing), 165, 180);
    }

    [Fact]
    public void WavingHand_IsRaisedOnItsSide_AndTheElbowBendsForwardWhenRunning()
    {
        var wave = Motion(New(GaitAction.Wave) with { Lead = BodySide.Right });
        Assert.InRange(
            Enumerable.Range(150, 200).Average(frame => wave.At(frame, 7)[1] - wave.At(frame, 5)[1]), 0.1, 0.35);
        Assert.True(wave.At(250, 10)[1] < wave.At(250, 8)[1] - 0.4);
        Assert.True(wave.At(250, 7)[0] < wave.At(250, 5)[0] - 0.1);

        var run = Motion(New(GaitAction.Run, GaitPath.Forward));
        for (int frame = 200; frame < 400; frame++)
        {
            foreach (var (shoulder, elbow, wrist) in new[] { (5, 6, 7), (8, 9, 10) })
            {
                double[] upper = [.. run.At(frame, elbow).Zip(run.At(frame, shoulder), (a, b) => a - b)];
                double[] lower = [.. run.At(frame, wrist).Zip(run.At(frame, elbow), (a, b) => a - b)];

                // About the axis to the left, a bent elbow turns the forearm upward in front of the upper arm.
                Assert.InRange((upper[2] * lower[1]) - (upper[1] * lower[2]), 0.01, 1);
            }
        }
    }

    [Fact]
    public void Captions_TellMotionsApart()
    {
        var meanings = new Dictionary<string, string>();
        foreach (var script in Scripts())
        {
            var captions = Motion(script with { Seconds = 1 }, framesPerSecond: 5).Captions;
            Assert.True(captions.Count >= 2, captions[0]);
            foreach (string caption in captions)
            {
                Assert.Equal(caption.ToLowerInvariant(), caption);
                Assert.True(meanings.TryAdd(caption, $"{script}") || meanings[caption] == $"{script}",
                    $"'{caption}' means {script} and {meanings.GetValueOrDefault(caption)}");
            }
        }
    }

    [Fact]
    public void Vocabulary_IsThatOfASmallModel()
    {
        var generator = new GaitGenerator(new() { FramesPerSecond = 2 });
        var captions = Enumerable.Range(0, 800).SelectMany(index => generator.Motion(index).Captions).ToArray();
        var vocabulary = WordVocabulary.Build(captions);

        Assert.InRange(vocabulary.Count, 130, 300);
        Assert.All(vocabulary.Words, word => Assert.True(word.All(char.IsAsciiLetterOrDigit), word));
        Assert.Equal(2400, captions.Length);
    }

    private static bool AnyContact(GaitMotion motion, int frame) =>
        Enumerable.Range(0, 4).Any(contact => motion.Contacts[(4 * frame) + contact]);

    private static int Flights(GaitMotion motion) => Enumerable.Range(1, motion.Joints.Frames - 1)
        .Count(frame => !AnyContact(motion, frame) && AnyContact(motion, frame - 1));

    private static IEqualityComparer<(double, double)> Near(double first, double second) =>
        EqualityComparer<(double, double)>.Create(
            (a, b) => Math.Abs(a.Item1 - b.Item1) <= first && Math.Abs(a.Item2 - b.Item2) <= second);

    /// <summary>Scripts that differ in what a caption can tell.</summary>
    private static IEnumerable<GaitScript> Scripts()
    {
        BodySide[] sides = [BodySide.Left, BodySide.Right];
        GaitPath[] straight = [GaitPath.Forward, GaitPath.Backward, GaitPath.InPlace];
        GaitPath[] bent = [GaitPath.Curve, GaitPath.Corner, GaitPath.Circle, GaitPath.Back];
        var scripts = new List<GaitScript> { New(GaitAction.Stand), New(GaitAction.Crouch) };
        scripts.AddRange(from path in straight
                         from lead in sides
                         select New(GaitAction.Walk, path) with { Lead = lead });
        scripts.AddRange(from path in bent
                         from lead in sides
                         from toward in sides
                         select New(GaitAction.Walk, path) with { Lead = lead, Toward = toward });
        scripts.AddRange(from path in straight[..2]
                         from count in Enumerable.Range(3, 6)
                         select New(GaitAction.Walk, path) with { Count = count });
        scripts.AddRange(from action in new[] { GaitAction.Jog, GaitAction.Run }
                         from toward in sides
                         from path in new[] { GaitPath.Curve, GaitPath.Circle }
                         select New(action, path) with { Toward = toward });
        scripts.AddRange(from action in new[] { GaitAction.Jog, GaitAction.Run, GaitAction.March }
                         select New(action, GaitPath.Forward));
        scripts.AddRange(from toward in sides
                         from count in new[] { 0, 2, 4, 6 }
                         select New(GaitAction.Sidestep) with { Toward = toward, Count = count });
        scripts.AddRange(from toward in sides
                         from degrees in new[] { 90, 180, 360 }
                         select New(GaitAction.Turn) with { Toward = toward, Degrees = degrees });
        scripts.AddRange(from path in new[] { GaitPath.InPlace, GaitPath.Forward }
                         from count in Enumerable.Range(0, 4)
                         select New(GaitAction.Jump, path) with { Count = count });
        scripts.AddRange(from lead in sides
                         from count in new[] { 0, 2, 3 }
                         from action in new[] { GaitAction.Hop, GaitAction.Kick, GaitAction.Wave }
                         select New(action) with { Lead = lead, Count = count });
        scripts.Add(New(GaitAction.Wave) with { Lead = BodySide.Both });
        return scripts.SelectMany(script => script.Action == GaitAction.Stand
            ? [script]
            : new[] { GaitPace.Slow, GaitPace.Normal, GaitPace.Fast }.Select(pace => script with { Pace = pace }));
    }
}
