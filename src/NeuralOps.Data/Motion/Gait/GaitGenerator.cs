using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// Makes human motions with captions without any recording: walking, running, turning, jumping, squatting, waving and
/// more, on the KIT or the HumanML3D skeleton at any frame rate. Feet that stand do not slide and never go below the
/// floor, bones keep their lengths, and joints move with two continuous derivatives.
/// </summary>
/// <remarks>
/// Motion i is drawn from the stream <c>gait/i</c> and depends on seed and i alone. A motion with the right foot first
/// is the mirror image of the same with the left foot first.
/// </remarks>
public sealed class GaitGenerator
{
    private readonly GaitOptions options;
    private readonly double framesPerSecond;

    /// <summary>Makes a generator.</summary>
    /// <param name="options">Skeleton, frame rate, seed and lengths.</param>
    /// <exception cref="ArgumentOutOfRangeException">The greatest length is below the least.</exception>
    public GaitGenerator(GaitOptions? options = null)
    {
        this.options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfLessThan(
            this.options.MaximumSeconds, this.options.MinimumSeconds, nameof(GaitOptions.MaximumSeconds));
        framesPerSecond = this.options.FramesPerSecond ?? this.options.Layout.FramesPerSecond;
    }

    /// <summary>Motion i as a clip of raw features, with three captions.</summary>
    /// <param name="index">i, at least 0.</param>
    public MotionClip Clip(int index)
    {
        var motion = Motion(index);
        return new(
            FormattableString.Invariant($"gait-{index:D6}"),
            MotionFeatures.Encode(motion.Joints, options.Features),
            options.Layout.Width,
            framesPerSecond,
            motion.Captions);
    }

    /// <summary>Consecutive clips, made on all cores; no clip depends on it.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="first">The first one's index.</param>
    public IReadOnlyList<MotionClip> Clips(int count, int first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var clips = new MotionClip[count];
        Parallel.For(0, count, i => clips[i] = Clip(first + i));
        return clips;
    }

    /// <summary>Motion i.</summary>
    /// <param name="index">i, at least 0.</param>
    public GaitMotion Motion(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var draws = new RandomStream(options.Seed, FormattableString.Invariant($"gait/{index}"));
        var script = GaitScripts.Draw(draws, options);
        return Of(script, GaitCaptions.Draw(draws, script));
    }

    /// <summary>The motion of a script, with all its captions.</summary>
    /// <param name="script">What it shows.</param>
    /// <exception cref="ArgumentException">It jogs or runs backward, which no plan is for.</exception>
    public GaitMotion Motion(GaitScript script) =>
        script is { Action: GaitAction.Jog or GaitAction.Run, Path: GaitPath.Backward }
            ? throw new ArgumentException(
                $"Expected a way forward of action {script.Action}, got {script.Path}.", nameof(script))
            : Of(script, GaitCaptions.All(script));

    private GaitMotion Of(GaitScript script, IReadOnlyList<string> captions)
    {
        bool mirror = LeadOf(script) == BodySide.Right;
        var canonical = mirror ? script.Mirrored() : script;
        var body = new GaitBody(options.Layout, script.Height);
        var plan = Plan(canonical, body);
        int frames = 1 + (int)Math.Round(plan.Seconds * framesPerSecond);
        int row = 3 * options.Layout.Joints;
        double[] positions = new double[frames * row];
        bool[] contacts = new bool[frames * 4];
        for (int frame = 0; frame < frames; frame++)
        {
            var pose = plan.At(frame / framesPerSecond);
            var at = positions.AsSpan(frame * row, row);
            body.Write(pose, at);
            var (near, far) = mirror ? (pose.RightFoot, pose.LeftFoot) : (pose.LeftFoot, pose.RightFoot);
            (contacts[4 * frame], contacts[(4 * frame) + 1]) = (near.Heel, near.Toe);
            (contacts[(4 * frame) + 2], contacts[(4 * frame) + 3]) = (far.Heel, far.Toe);
            if (mirror)
            {
                body.Mirror(at);
            }
        }

        return new(script, new(positions, options.Layout, framesPerSecond, "generated motion"), contacts, captions);
    }

    private static GaitPlan Plan(GaitScript script, GaitBody body) => script.Action switch
    {
        GaitAction.Jump => JumpPlan.Jumps(script, body),
        GaitAction.Hop => JumpPlan.Hops(script, body),
        GaitAction.Stand or GaitAction.Squat or GaitAction.Crouch or GaitAction.Wave or GaitAction.Kick =>
            PlacePlan.Of(script, body),
        _ => StepPlan.Of(script, body),
    };

    /// <summary>Whoever turns or steps sideways starts with the foot of that side.</summary>
    private static BodySide LeadOf(GaitScript script) =>
        script.Action is GaitAction.Sidestep or GaitAction.Turn ? script.Toward : script.Lead;
}
