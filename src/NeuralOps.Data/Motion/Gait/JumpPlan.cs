namespace NeuralOps.Data;

/// <summary>Plans jumps with both feet and hops on the left one: the pelvis flies on a parabola.</summary>
internal static class JumpPlan
{
    private const double Gravity = 9.81;

    public static GaitPlan Jumps(GaitScript script, GaitBody body)
    {
        double height = 0.14 * script.Height * script.Style.Lift;
        double tempo = Tempo(script);
        var times = new Beat(0.45 / tempo, 0.26, 2 * Math.Sqrt(2 * height / Gravity), 0.26, 0.45 / tempo);
        int count = CountOf(script, times.Length);
        double length = script.Path == GaitPath.Forward ? 0.42 * script.Height * script.Style.Lift : 0;
        var plan = new GaitPlan(body, script.Style, Way(times, count, length))
        {
            Seconds = Math.Max(script.Seconds, Locomotion.Start + (count * times.Length) + 0.3),
        };
        for (int jump = 0; jump < count; jump++)
        {
            double start = Locomotion.Start + (jump * times.Length);
            Rise(plan.Rise, times, start, script.Height);
            double off = start + times.Crouch + times.Launch;
            foreach (var (foot, side) in new[] { (plan.Left, 1), (plan.Right, -1) })
            {
                foot.Lift(start + (0.6 * times.Crouch), off, 0.85);
                double strike = off + times.Flight;
                var place = plan.Ground.Beside(start + times.Length, side * body.HipWidth);
                foot.Land(strike, strike + 0.12, 0.35, place, side * 0.1, 0.8 * height);
            }

            Swing(plan, times, start);
        }

        return plan;
    }

    public static GaitPlan Hops(GaitScript script, GaitBody body)
    {
        var times = new Beat(0, 0.17, 0.22 * script.Style.Lift, 0.17, 0);
        const double ready = 0.8;
        int count = CountOf(script, times.Length, ready + 0.6);
        double length = script.Path == GaitPath.Forward ? 0.2 * script.Height * Tempo(script) : 0;
        double first = Locomotion.Start + ready;
        double last = first + (count * times.Length);
        var plan = new GaitPlan(body, script.Style, HopWay(times, first, count, length))
        {
            Seconds = Math.Max(script.Seconds, last + 0.9),
            Shift = 0.85 * body.HipWidth,
        };
        plan.Sway.Add(Locomotion.Start, last + 0.3, 0.6, 1);
        var bottom = plan.Rise.Hold(Locomotion.Start + 0.3).Add(first, -0.05 * script.Height, 0, Gravity);
        for (int hop = 0; hop < count; hop++)
        {
            double start = first + (hop * times.Length);
            double off = start + times.Launch;
            double speed = Gravity * times.Flight / 2;
            bottom.Add(off, 0, speed, -Gravity).Add(off + times.Flight, 0, -speed, -Gravity)
                .Add(start + times.Length, -0.05 * script.Height, 0, Gravity);
            plan.Left.Lift(start + 0.02, off, 0.6);
            var place = plan.Ground.Beside(start + times.Length, body.HipWidth);
            plan.Left.Land(off + times.Flight, off + times.Flight + 0.08, 0.25, place, 0.1, 0.03 * script.Height);
        }

        bottom.Add(last + 0.5, 0);
        plan.Right.Lift(Locomotion.Start + 0.1, Locomotion.Start + 0.35, 0.4);
        var rest = plan.Ground.Beside(last + 1, -body.HipWidth);
        plan.Right.Land(last + 0.55, last + 0.65, 0.2, rest, -0.1, 0.02 * script.Height);
        var raised = new Vec3(-body.HipWidth, 0.2 * script.Height, -0.13 * script.Height);
        Keep(plan.Right, Locomotion.Start + 0.35, first, last + 0.05, last + 0.5, raised);
        foreach (var arm in new[] { plan.LeftArm, plan.RightArm })
        {
            arm.Move(Locomotion.Start, first, 0.25, 0.3, 0, 0.9);
            arm.Move(last, last + 0.6, 0, 0, 0, 0);
        }

        return plan;
    }

    /// <summary>Holds a foot up from below the pelvis between times.</summary>
    private static void Keep(FootTrack foot, double from, double up, double down, double to, Vec3 place)
    {
        foot.Hold.Side.Add(0, place.X);
        foot.Hold.Up.Add(0, place.Y);
        foot.Hold.Ahead.Add(0, place.Z);
        foot.Held.Hold(from).Add(up, 1).Hold(down).Add(to, 0);
    }

    private static double Tempo(GaitScript script) => script.Style.Tempo * script.Pace switch
    {
        GaitPace.Slow => 0.75,
        GaitPace.Fast => 1.3,
        _ => 1,
    };

    /// <summary>As many as fit, but at least two where it is repeated.</summary>
    private static int CountOf(GaitScript script, double length, double rest = 0.4) => script.Count > 0
        ? script.Count
        : Math.Max(2, (int)((script.Seconds - Locomotion.Start - rest) / length));

    private static void Rise(QuinticTrack rise, Beat times, double start, double height)
    {
        double speed = Gravity * times.Flight / 2;
        double off = start + times.Crouch + times.Launch;
        rise.Hold(start).Add(start + times.Crouch, -0.13 * height)
            .Add(off, 0, speed, -Gravity).Add(off + times.Flight, 0, -speed, -Gravity)
            .Add(off + times.Flight + times.Absorb, -0.12 * height).Add(start + times.Length, 0);
    }

    private static void Swing(GaitPlan plan, Beat times, double start)
    {
        double off = start + times.Crouch + times.Launch;
        double land = off + times.Flight + times.Absorb;
        plan.Lean.Hold(start).Add(start + times.Crouch, 0.45).Add(off, 0.05).Add(land, 0.35)
            .Add(start + times.Length, 0);
        foreach (var arm in new[] { plan.LeftArm, plan.RightArm })
        {
            arm.Move(start, start + times.Crouch, -0.7, 0.05, 0, 0.3);
            arm.Move(start + times.Crouch, off + (0.5 * times.Flight), 1.9, 0.1, 0, 0.3);
            arm.Move(off + (0.5 * times.Flight), land + 0.1, 0.5, 0.1, 0, 0.5);
            arm.Move(land + 0.1, start + times.Length, 0, 0, 0, 0);
        }
    }

    private static GroundTrack Way(Beat times, int count, double length)
    {
        var distance = new QuinticTrack(0);
        double speed = 0.6 * length / times.Flight;
        for (int jump = 0; jump < count; jump++)
        {
            double start = Locomotion.Start + (jump * times.Length);
            double off = start + times.Crouch + times.Launch;
            double from = jump * length;
            distance.Hold(start + (0.5 * times.Crouch)).Add(off, from + (0.17 * length), speed)
                .Add(off + times.Flight, from + (0.77 * length), speed)
                .Add(off + times.Flight + times.Absorb + 0.15, from + length);
        }

        return new(distance, new QuinticTrack(0));
    }

    private static GroundTrack HopWay(Beat times, double first, int count, double length)
    {
        var distance = new QuinticTrack(0).Hold(first - 0.1);
        double speed = length / times.Length;
        for (int hop = 1; hop < count; hop++)
        {
            distance.Add(first + (hop * times.Length), (hop - 0.25) * length, speed);
        }

        return new(distance.Add(first + (count * times.Length) + 0.25, count * length), new QuinticTrack(0));
    }

    /// <summary>Seconds of the parts of a jump.</summary>
    private readonly record struct Beat(double Crouch, double Launch, double Flight, double Absorb, double Stand)
    {
        public double Length => Crouch + Launch + Flight + Absorb + Stand;
    }
}
