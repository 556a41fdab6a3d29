namespace NeuralOps.Data;

/// <summary>
/// A motion as functions of time. The pelvis follows its way over the floor, as high as it is asked to and as the legs
/// allow: its height is a smooth minimum of the wish and of what each leg reaches, so that no foot is dragged. The feet
/// swing arms, hips and shoulders.
/// </summary>
internal sealed class GaitPlan
{
    private const double Gravity = 9.81;

    /// <summary>Share of the leg's length that it is stretched to at most.</summary>
    private const double Stretch = 0.995;

    public GaitPlan(GaitBody body, GaitStyle style, GroundTrack ground)
    {
        Body = body;
        Style = style;
        Ground = ground;
        Left = new(body, ground.Beside(0, body.HipWidth));
        Right = new(body, ground.Beside(0, -body.HipWidth));
    }

    public GaitBody Body { get; }

    /// <summary>When the motion ends.</summary>
    public required double Seconds { get; init; }

    public GaitStyle Style { get; }

    public GroundTrack Ground { get; }

    public FootTrack Left { get; }

    public FootTrack Right { get; }

    public ArmTracks LeftArm { get; } = new();

    public ArmTracks RightArm { get; } = new();

    /// <summary>Weight over the left foot, −1 … 1.</summary>
    public SwayTrack Sway { get; } = new();

    /// <summary>Height of the pelvis above standing, metres.</summary>
    public QuinticTrack Rise { get; } = new(0);

    /// <summary>Place of the pelvis ahead of its way, metres.</summary>
    public QuinticTrack Ahead { get; } = new(0);

    /// <summary>Forward lean of the trunk, radians.</summary>
    public QuinticTrack Lean { get; } = new(0);

    /// <summary>Elbow angle of the swinging arms.</summary>
    public QuinticTrack Elbow { get; } = new(0.2);

    /// <summary>Flexion of an arm at the widest steps.</summary>
    public double ArmSwing { get; set; } = 0.5;

    /// <summary>Side shift of the pelvis with the whole weight on one foot, metres.</summary>
    public double Shift { get; set; }

    /// <summary>How far the pelvis bounces between flights, 0 … 1.</summary>
    public QuinticTrack Bounce { get; } = new(0);

    /// <summary>Time between two flights and time of the first one's middle.</summary>
    public (double Period, double Phase) Flights { get; set; } = (1, 0);

    public GaitPose At(double time)
    {
        double heading = Ground.Heading(time);
        double sway = Sway[time];
        var way = Ground.Beside(time, Shift * Style.Bounce * sway, Ahead[time]);
        var left = Left.At(time, way, heading);
        var right = Right.At(time, way, heading);
        var apart = Turn.AboutY(-heading).Rotate(left.Ankle - right.Ankle);
        double swing = Math.Tanh(apart.Z / (0.6 * Body.Height)) * Style.Arms;
        double lean = Lean[time] + Style.Lean + (0.01 * Math.Sin(1.6 * time));
        double roll = 0.05 * sway;
        var pelvis = Turn.AboutY(heading - (0.18 * swing)) * Turn.AboutX(0.4 * lean) * Turn.AboutZ(roll);
        return new(
            way with { Y = Height(time, way, pelvis, left.Ankle, right.Ankle) },
            pelvis,
            new(0.6 * lean, 0.3 * swing, -1.3 * roll),
            Turn.AboutY(heading) * Turn.AboutX(0.3 * lean),
            LeftArm.At(time, -ArmSwing * swing, Elbow[time]),
            RightArm.At(time, ArmSwing * swing, Elbow[time]),
            left,
            right);
    }

    private double Height(double time, Vec3 way, Quat pelvis, Vec3 left, Vec3 right)
    {
        double omega = 2 * Math.PI / Flights.Period;
        double bounce = Bounce[time] * Gravity / (omega * omega) * (Math.Cos(omega * (time - Flights.Phase)) - 1);
        double wish = Body.StandingHeight - (0.01 * Body.Height) + Rise[time] + bounce;
        double softness = 0.008 * Body.Height;
        double sum = 1
            + Math.Exp((wish - Reach(way, Body.Hip(BodySide.Left, pelvis), left)) / softness)
            + Math.Exp((wish - Reach(way, Body.Hip(BodySide.Right, pelvis), right)) / softness);
        return wish - (softness * Math.Log(sum));
    }

    /// <summary>The height of the pelvis at which a leg is stretched.</summary>
    private double Reach(Vec3 way, Vec3 hip, Vec3 ankle)
    {
        double x = way.X + hip.X - ankle.X;
        double z = way.Z + hip.Z - ankle.Z;
        double length = Stretch * Body.LegLength;
        return ankle.Y - hip.Y + Math.Sqrt(Math.Max(0.01 * length * length, (length * length) - (x * x) - (z * z)));
    }
}
