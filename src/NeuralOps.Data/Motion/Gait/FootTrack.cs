namespace NeuralOps.Data;

/// <summary>
/// One foot over time: it lands with the heel first, about the ankle, or toe first; rests; rolls over its tip, which
/// stays in place; and its tip swings to the next place. Ankle and pitch have two continuous derivatives everywhere.
/// </summary>
internal sealed class FootTrack
{
    private readonly GaitBody body;
    private readonly List<Stance> stances = [];
    private readonly QuinticTrack pitch = new(0);

    /// <param name="body">Whose foot.</param>
    /// <param name="ankle">Where it stands at first; only X and Z count.</param>
    public FootTrack(GaitBody body, Vec3 ankle)
    {
        this.body = body;
        stances.Add(new(0, 0, ankle with { Y = body.AnkleHeight }, 0));
    }

    /// <summary>How far the foot is held up instead of following its steps, 0 … 1.</summary>
    public QuinticTrack Held { get; } = new(0);

    /// <summary>Where a held foot is from below the pelvis, along its heading: to the left, up, ahead.</summary>
    public (QuinticTrack Side, QuinticTrack Up, QuinticTrack Ahead) Hold { get; } = (new(0), new(0), new(0));

    /// <summary>Ends the stance: the heel leaves, then the toe.</summary>
    public void Lift(double heelOff, double toeOff, double offPitch)
    {
        pitch.Hold(heelOff).Add(toeOff, offPitch, 1.5 * offPitch / (toeOff - heelOff));
        stances[^1] = stances[^1] with { HeelOff = heelOff, Off = toeOff };
    }

    /// <summary>Ends the swing.</summary>
    /// <param name="strike">When the foot touches the floor.</param>
    /// <param name="flat">When it rests.</param>
    /// <param name="pitch">At the strike; negative with the heel first.</param>
    /// <param name="ankle">Where it stands.</param>
    /// <param name="yaw">Where it points.</param>
    /// <param name="clearance">Height of the tip in the middle of the swing over the way between its ends.</param>
    public void Land(double strike, double flat, double pitch, Vec3 ankle, double yaw, double clearance)
    {
        this.pitch.Add(strike, pitch).Add(flat, 0);
        var from = stances[^1];
        var start = Tip(from, from.Off);
        var to = new Stance(strike, flat, ankle with { Y = body.AnkleHeight }, yaw) { Clearance = clearance };
        var end = Tip(to, strike);
        QuinticTrack Way(double first, double last) => new QuinticTrack(first).Hold(from.Off).Add(strike, last);
        stances.Add(to with { Way = (Way(start.X, end.X), Way(start.Y, end.Y), Way(start.Z, end.Z)) });
    }

    /// <summary>The foot at a time; a held foot needs to know the pelvis' place over the floor and heading.</summary>
    public FootPose At(double time, Vec3 ground, double heading)
    {
        int index = stances.FindLastIndex(stance => stance.Strike <= time);
        var stance = stances[index];
        if (time <= stance.Off)
        {
            bool flat = time >= stance.Flat && time <= stance.HeelOff;
            bool toe = time >= stance.Flat || pitch[stance.Strike] > 0;
            return new(Resting(stance, time), stance.Yaw, pitch[time], flat, toe);
        }

        var next = stances[index + 1];
        double share = (time - stance.Off) / (next.Strike - stance.Off);
        var (x, y, z) = next.Way;
        var tip = new Vec3(x[time], y[time] + (next.Clearance * QuinticTrack.Bump(share)), z[time]);
        double yaw = stance.Yaw + ((next.Yaw - stance.Yaw) * QuinticTrack.Ease(share));
        var ankle = tip - TipOf(yaw, pitch[time]);
        var held = ground + Turn.AboutY(heading).Rotate(new(Hold.Side[time], Hold.Up[time], Hold.Ahead[time]));
        return new(ankle + ((held - ankle) * Held[time]), yaw, pitch[time], false, false);
    }

    /// <summary>The ankle of a standing foot: in place while the heel is down, else turning about the tip.</summary>
    private Vec3 Resting(in Stance stance, double time) => pitch[time] <= 0
        ? stance.Ankle
        : stance.Ankle + TipOf(stance.Yaw, 0) - TipOf(stance.Yaw, pitch[time]);

    private Vec3 Tip(in Stance stance, double time) => Resting(stance, time) + TipOf(stance.Yaw, pitch[time]);

    /// <summary>From the ankle to the tip of the foot.</summary>
    private Vec3 TipOf(double yaw, double angle) =>
        (Turn.AboutY(yaw) * Turn.AboutX(angle)).Rotate(new(0, -body.AnkleHeight, body.FootLength));

    private readonly record struct Stance(double Strike, double Flat, Vec3 Ankle, double Yaw)
    {
        public double HeelOff { get; init; } = double.PositiveInfinity;

        public double Off { get; init; } = double.PositiveInfinity;

        /// <summary>Of the swing that ends in this stance.</summary>
        public double Clearance { get; init; }

        public (QuinticTrack X, QuinticTrack Y, QuinticTrack Z) Way { get; init; }
    }
}
