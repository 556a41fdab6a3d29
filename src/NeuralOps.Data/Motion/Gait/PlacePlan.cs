namespace NeuralOps.Data;

/// <summary>Plans what happens in one place: standing, squats, crouching, waving and kicks.</summary>
internal static class PlacePlan
{
    private const double Start = Locomotion.Start;

    public static GaitPlan Of(GaitScript script, GaitBody body)
    {
        int count = CountOf(script);
        double needed = Start + (2 * Lead(script)) + (count * Period(script)) + 0.2;
        var plan = new GaitPlan(body, script.Style, new(new QuinticTrack(0), new QuinticTrack(0), scale: 0))
        {
            Seconds = Math.Max(script.Seconds, needed),
        };
        switch (script.Action)
        {
            case GaitAction.Squat:
                Squat(plan, script, count);
                break;
            case GaitAction.Crouch:
                Crouch(plan, script);
                break;
            case GaitAction.Wave:
                Wave(plan, script, count);
                break;
            case GaitAction.Kick:
                Kick(plan, script, count);
                break;
            default:
                Stand(plan, script);
                break;
        }

        return plan;
    }

    /// <summary>As many as fit, but at least two where it is repeated; standing and crouching are not.</summary>
    private static int CountOf(GaitScript script) => script switch
    {
        { Action: GaitAction.Stand or GaitAction.Crouch } => 0,
        { Count: > 0 } => script.Count,
        _ => Math.Max(2, (int)((script.Seconds - Start - (2 * Lead(script)) - 0.2) / Period(script))),
    };

    /// <summary>Seconds before and after the repeated part.</summary>
    private static double Lead(GaitScript script) => script.Action == GaitAction.Wave ? 0.7 : 0;

    /// <summary>Seconds of one repetition.</summary>
    private static double Period(GaitScript script) => script.Action switch
    {
        GaitAction.Squat => 2,
        GaitAction.Wave => 0.62,
        _ => 2,
    } / Tempo(script);

    private static double Tempo(GaitScript script) => script.Style.Tempo * script.Pace switch
    {
        GaitPace.Slow => 0.7,
        GaitPace.Fast => 1.35,
        _ => 1,
    };

    private static void Stand(GaitPlan plan, GaitScript script)
    {
        plan.Shift = 0.008 * script.Height;
        for (double time = 0.5; time < script.Seconds; time += 3)
        {
            plan.Sway.Add(time, time + 1.5, 1.4, 1);
            plan.Sway.Add(time + 1.5, time + 3, 1.4, -1);
        }
    }

    private static void Squat(GaitPlan plan, GaitScript script, int count)
    {
        double period = Period(script);
        double depth = Math.Min(0.29, 0.25 * script.Style.Lift) * script.Height;
        for (int squat = 0; squat < count; squat++)
        {
            double from = Start + (squat * period);
            double down = from + (0.45 * period);
            double up = from + (0.55 * period);
            double to = from + (0.98 * period);
            plan.Rise.Hold(from).Add(down, -depth).Hold(up).Add(to, 0);
            plan.Ahead.Hold(from).Add(down, -0.25 * depth).Hold(up).Add(to, 0);
            plan.Lean.Hold(from).Add(down, 0.6).Hold(up).Add(to, 0);
            foreach (var arm in new[] { plan.LeftArm, plan.RightArm })
            {
                arm.Move(from, down, 1.4, 0, 0, 0.15);
                arm.Move(up, to, 0, 0, 0, 0);
            }
        }
    }

    private static void Crouch(GaitPlan plan, GaitScript script)
    {
        double move = 1.2 / Tempo(script);
        double up = Math.Max(Start + move + 0.3, plan.Seconds - move - 0.3);
        double depth = Math.Min(0.25, 0.22 * script.Style.Lift) * script.Height;
        plan.Rise.Hold(Start).Add(Start + move, -depth).Hold(up).Add(up + move, 0);
        plan.Ahead.Hold(Start).Add(Start + move, -0.45 * depth).Hold(up).Add(up + move, 0);
        plan.Lean.Hold(Start).Add(Start + (0.6 * move), 0.7).Add(Start + move, 0.4).Hold(up)
            .Add(up + (0.4 * move), 0.7).Add(up + move, 0);
        foreach (var arm in new[] { plan.LeftArm, plan.RightArm })
        {
            arm.Move(Start, Start + move, 0.55, 0.05, 0, 0.7);
            arm.Move(up, up + move, 0, 0, 0, 0);
        }
    }

    private static void Wave(GaitPlan plan, GaitScript script, int count)
    {
        double period = Period(script);
        double from = Start + Lead(script);
        ArmTracks[] arms = script.Lead == BodySide.Both ? [plan.LeftArm, plan.RightArm] : [plan.LeftArm];
        foreach (var arm in arms)
        {
            arm.Move(Start, from, 0.25, 1.25, 1.4, 1.3);
            for (int wave = 0; wave < count; wave++)
            {
                double time = from + (wave * period);
                arm.Elbow.Add(time + (0.25 * period), 0.9).Add(time + (0.75 * period), 1.75)
                    .Add(time + period, 1.3);
            }

            double end = from + (count * period);
            arm.Move(end, end + Lead(script), 0, 0, 0, 0);
        }
    }

    private static void Kick(GaitPlan plan, GaitScript script, int count)
    {
        double period = Period(script);
        double height = script.Height;
        double reach = Math.Min(1.1, script.Style.Lift) * height;
        plan.Shift = 0.85 * plan.Body.HipWidth;
        var (side, up, ahead) = plan.Left.Hold;
        side.Add(0, plan.Body.HipWidth);
        up.Add(0, 0.12 * height);
        ahead.Add(0, -0.16 * height);
        for (int kick = 0; kick < count; kick++)
        {
            double from = Start + (kick * period);
            double At(double share) => from + (share * period);
            plan.Sway.Add(At(0.1), At(0.9), 0.2 * period, -1);
            plan.Left.Lift(At(0.08), At(0.2), 0.5);
            plan.Left.Land(At(0.88), At(0.93), 0.1, plan.Ground.Beside(0, plan.Body.HipWidth), 0.1, 0.02 * height);
            plan.Left.Held.Hold(At(0.2)).Add(At(0.4), 1).Hold(At(0.66)).Add(At(0.88), 0);
            up.Hold(At(0.36)).Add(At(0.56), 0.26 * reach).Add(At(0.78), 0.1 * height).Add(At(1), 0.12 * height);
            ahead.Hold(At(0.34)).Add(At(0.56), 0.35 * reach).Add(At(0.8), 0.04 * height).Add(At(1), -0.16 * height);
            plan.Lean.Hold(At(0.2)).Add(At(0.38), 0.1).Add(At(0.56), -0.15).Add(At(0.88), 0);
        }
    }
}
