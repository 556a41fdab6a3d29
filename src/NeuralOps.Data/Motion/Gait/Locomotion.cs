namespace NeuralOps.Data;

/// <summary>How a locomotion steps, for one body.</summary>
internal sealed record Locomotion
{
    /// <summary>When a motion's first foot leaves the floor.</summary>
    public const double Start = 0.4;

    /// <summary>Metres a second; 0 on the spot.</summary>
    public double Speed { get; init; }

    /// <summary>Seconds from a foot's lifting to the other's.</summary>
    public required double StepTime { get; init; }

    /// <summary>Share of two steps for which a foot is on the floor; a flight follows below one half.</summary>
    public double Duty { get; init; } = 0.62;

    /// <summary>Height of the tip of the foot in the middle of a swing, share of the body's height.</summary>
    public double Clearance { get; init; } = 0.035;

    /// <summary>Pitch of the foot when it lands, radians; negative with the heel first.</summary>
    public double LandPitch { get; init; } = 0.1;

    /// <summary>Pitch of the foot when it leaves, radians.</summary>
    public double OffPitch { get; init; } = 0.3;

    /// <summary>Of the trunk, radians.</summary>
    public double Lean { get; init; } = 0.02;

    /// <summary>Flexion of the arms at the widest step, radians.</summary>
    public double ArmSwing { get; init; } = 0.3;

    /// <summary>Angle of the elbows, radians.</summary>
    public double Elbow { get; init; } = 0.25;

    /// <summary>Distance of a foot's track from the middle, share of the body's height.</summary>
    public double Width { get; init; } = 0.045;

    /// <summary>Share of the stance after which the body is over the foot.</summary>
    public double Over { get; init; } = 0.5;

    /// <summary>Height of the pelvis against standing, share of the body's height: bent knees absorb the
    /// steps.</summary>
    public double Sink => Duty < 0.5 ? -0.02 : -0.006;

    /// <summary>The time a foot is in the air.</summary>
    public double SwingTime => (1 - Duty) * 2 * StepTime;

    public static Locomotion Of(GaitScript script)
    {
        double size = script.Height / 1.75;
        double Pick(double slow, double normal, double fast) => script.Style.Tempo * script.Pace switch
        {
            GaitPace.Slow => slow,
            GaitPace.Fast => fast,
            _ => normal,
        };
        return (script.Action, script.Path) switch
        {
            (GaitAction.Jog, _) => Jog(Pick(1.9, 2.3, 2.7) * size, script.Style.Tempo),
            (GaitAction.Run, _) => Run(Pick(2.9, 3.4, 3.9) * size, script.Style.Tempo),
            (GaitAction.March, GaitPath.InPlace) => March(0, 0.6 / Pick(0.75, 1, 1.35)),
            (GaitAction.March, _) => March(Pick(0.45, 0.7, 0.95) * size, 0.6 / Pick(0.75, 1, 1.35)),
            (GaitAction.Sidestep, _) => new()
            {
                Speed = Pick(0.3, 0.45, 0.65) * size,
                StepTime = 0.5 / Pick(0.8, 1, 1.25),
                OffPitch = 0.2,
                ArmSwing = 0.2,
                Width = 0.052,
            },
            (GaitAction.Turn, _) => new() { StepTime = 0.5 / Pick(0.75, 1, 1.35), ArmSwing = 0.2, Width = 0.05 },
            (_, GaitPath.Backward) => new()
            {
                Speed = Pick(0.5, 0.8, 1.1) * size,
                StepTime = 0.6 / Pick(0.8, 1, 1.2),
                Duty = 0.64,
                Clearance = 0.03,
                LandPitch = 0.3,
                OffPitch = 0.15,
                Lean = 0.05,
                ArmSwing = 0.35,
                Width = 0.04,
                Over = 0.55,
            },
            (_, GaitPath.InPlace) => new()
            {
                StepTime = 0.55 / Pick(0.8, 1, 1.25),
                Clearance = 0.07,
                LandPitch = 0.15,
                OffPitch = 0.5,
                Lean = 0,
            },
            _ => Walk(Pick(0.8, 1.25, 1.7) * size, size, script.Pace == GaitPace.Fast),
        };
    }

    /// <summary>The walking ratio, step length over steps a minute, is about 0.0064 m·min for 1.75 m of height and
    /// falls a little in fast walking.</summary>
    private static Locomotion Walk(double speed, double size, bool fast) => new()
    {
        Speed = speed,
        StepTime = Math.Sqrt(60 * (fast ? 0.0059 : 0.0064) * size * speed) / speed,
        Duty = fast ? 0.575 : 0.63,
        Clearance = 0.02,
        LandPitch = -0.3,
        OffPitch = fast ? 1.05 : 0.95,
        Lean = fast ? 0.06 : 0.03,
        ArmSwing = 0.7,
        Width = 0.035,
        Over = fast ? 0.4 : 0.37,
    };

    private static Locomotion Jog(double speed, double tempo) => new()
    {
        Speed = speed,
        StepTime = 0.36 / tempo,
        Duty = 0.4,
        Clearance = 0.07,
        LandPitch = 0.08,
        OffPitch = 0.8,
        Lean = 0.08,
        ArmSwing = 0.75,
        Elbow = 1.3,
        Width = 0.03,
        Over = 0.37,
    };

    private static Locomotion Run(double speed, double tempo) => new()
    {
        Speed = speed,
        StepTime = 0.33 / tempo,
        Duty = 0.33,
        Clearance = 0.11,
        LandPitch = 0.12,
        OffPitch = 0.9,
        Lean = 0.14,
        ArmSwing = 1,
        Elbow = 1.5,
        Width = 0.025,
        Over = 0.36,
    };

    private static Locomotion March(double speed, double stepTime) => new()
    {
        Speed = speed,
        StepTime = stepTime,
        Duty = 0.6,
        Clearance = 0.2,
        LandPitch = speed > 0 ? 0.05 : 0.15,
        OffPitch = speed > 0 ? 0.6 : 0.5,
        Lean = 0,
        ArmSwing = speed > 0 ? 0.7 : 0.5,
        Elbow = 0.6,
        Width = speed > 0 ? 0.04 : 0.045,
        Over = speed > 0 ? 0.4 : 0.5,
    };
}
