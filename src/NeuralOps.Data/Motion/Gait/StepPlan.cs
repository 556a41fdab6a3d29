namespace NeuralOps.Data;

/// <summary>
/// Plans the gaits that go step by step: the left foot first, each foot placed where the body will be over it in the
/// middle of its stance, the last step closing the feet.
/// </summary>
internal static class StepPlan
{
    private const double ToeOut = 0.1;

    public static GaitPlan Of(GaitScript script, GaitBody body)
    {
        var manner = Locomotion.Of(script);
        int steps = StepsOf(script, manner);
        double end = Lifts(manner, steps);
        var plan = new GaitPlan(body, script.Style, Way(script, manner, steps))
        {
            Seconds = script.Count == 0 && script.Action != GaitAction.Turn
                ? script.Seconds
                : Math.Max(script.Seconds, end + 0.6),
            ArmSwing = manner.ArmSwing,
            Shift = (manner.Duty < 0.5 ? 0.008 : 0.016) * script.Height,
        };
        for (int step = 0; step < steps; step++)
        {
            Step(plan, manner, script, step, steps);
        }

        plan.Rise.Hold(0.2).Add(Locomotion.Start + manner.StepTime, manner.Sink * script.Height)
            .Hold(end - manner.StepTime).Add(end + manner.StepTime, 0);
        plan.Lean.Hold(Locomotion.Start - (0.2 * manner.StepTime)).Add(Locomotion.Start + manner.StepTime, manner.Lean);
        plan.Elbow.Hold(0.2).Add(Locomotion.Start + manner.StepTime, manner.Elbow);
        plan.Lean.Hold(end - manner.StepTime).Add(end + (0.5 * manner.StepTime), 0);
        plan.Elbow.Hold(end - manner.StepTime).Add(end + manner.StepTime, 0.2);
        if (manner.Duty < 0.5)
        {
            Fly(plan, manner, steps);
        }

        return plan;
    }

    private static int StepsOf(GaitScript script, Locomotion manner) => script switch
    {
        { Action: GaitAction.Turn } => Math.Max(2, (int)Math.Ceiling(script.Degrees / 50.0)) + 1,
        { Count: > 0 } => script.Count,
        _ => (int)Math.Ceiling((script.Seconds + 2) / manner.StepTime),
    };

    /// <summary>When the foot of a step leaves the floor.</summary>
    private static double Lifts(Locomotion manner, int step) => Locomotion.Start + (step * manner.StepTime);

    private static void Step(GaitPlan plan, Locomotion manner, GaitScript script, int step, int steps)
    {
        bool isLeft = step % 2 == 0;
        var foot = isLeft ? plan.Left : plan.Right;
        double off = Lifts(manner, step);
        double strike = off + manner.SwingTime;
        double leaves = Lifts(manner, step + 2);
        bool stays = step + 2 >= steps;
        double stance = leaves - strike;
        double middle = stays ? Lifts(manner, steps + 2) : strike + (manner.Over * stance);
        double side = stays ? plan.Body.HipWidth : manner.Width * script.Height * script.Style.Width;
        if (script.Action == GaitAction.Sidestep && !stays)
        {
            side += 0.5 * manner.Speed * manner.StepTime;
        }

        double roll = 0.5 * stance;
        foot.Lift(off - (step < 2 ? Math.Min(0.2, roll) : roll), off, manner.OffPitch * (step < 1 ? 0.6 : 1));
        foot.Land(
            strike,
            strike + Math.Min(0.25 * stance, 0.12),
            manner.LandPitch,
            plan.Ground.Beside(middle, isLeft ? side : -side),
            plan.Ground.Heading(middle) + (isLeft ? ToeOut : -ToeOut),
            manner.Clearance * script.Height * script.Style.Lift);
        double half = 0.5 * manner.StepTime;
        double swing = 0.5 * (off + strike);
        plan.Sway.Add(swing - half, swing + half, manner.StepTime, isLeft ? -1 : 1);
    }

    private static void Fly(GaitPlan plan, Locomotion manner, int steps)
    {
        double first = Locomotion.Start + (manner.StepTime * (0.5 - manner.Duty));
        plan.Flights = (manner.StepTime, first);
        double last = Lifts(manner, steps);
        plan.Bounce.Hold(Locomotion.Start - (0.5 * manner.StepTime)).Add(Locomotion.Start + (1.5 * manner.StepTime), 1)
            .Hold(last - (1.5 * manner.StepTime)).Add(last, 0);
    }

    private static GroundTrack Way(GaitScript script, Locomotion manner, int steps)
    {
        double step = manner.StepTime;
        double start = Locomotion.Start - (0.15 * step);
        double brake = 1.3 * step;
        double speed = manner.Speed > 0 ? manner.Speed : 1;
        double ramp = Math.Max(brake, speed / 3);
        double cruise = Math.Max(0, Lifts(manner, steps) - brake - start - ramp);
        double length = speed * ((0.5 * (ramp + brake)) + cruise);
        var distance = new QuinticTrack(0).Hold(start).Add(start + ramp, 0.5 * speed * ramp, speed);
        distance.Add(start + ramp + cruise, (0.5 * speed * ramp) + (speed * cruise), speed);
        distance.Add(start + ramp + cruise + brake, length);
        double toward = script.Toward == BodySide.Left ? 1 : -1;
        var turn = Heading(script, manner, distance[script.Seconds], length, toward);
        double offset = script switch
        {
            { Action: GaitAction.Sidestep } => toward * Math.PI / 2,
            { Path: GaitPath.Backward } => Math.PI,
            _ => 0,
        };
        return new(distance, turn, offset, manner.Speed > 0 ? 1 : 0);
    }

    /// <summary>Heading over the distance; the turn is complete where the motion ends, <paramref name="seen"/>, and
    /// a curve goes on behind it.</summary>
    private static QuinticTrack Heading(
        GaitScript script, Locomotion manner, double seen, double length, double toward)
    {
        var turn = new QuinticTrack(0);
        double bend = 0.5 * Math.PI * script.Height * Math.Max(0.5, manner.Speed / 2.5);
        return (script.Action, script.Path) switch
        {
            (GaitAction.Turn, _) => turn.Hold(0.05 * length).Add(0.9 * length, toward * script.Degrees * Math.PI / 180),
            (_, GaitPath.Curve) => Arc(turn, toward * Math.PI / 2, seen, length),
            (_, GaitPath.Circle) => Arc(turn, toward * 2 * Math.PI, seen, length),
            (_, GaitPath.Corner) => turn.Hold(0.4 * seen).Add((0.4 * seen) + bend, toward * Math.PI / 2),
            (_, GaitPath.Back) => turn.Hold(0.4 * seen).Add((0.4 * seen) + (1.5 * bend), toward * Math.PI),
            _ => turn,
        };
    }

    private static QuinticTrack Arc(QuinticTrack turn, double angle, double seen, double length)
    {
        double ramp = 0.2 * seen;
        double rate = angle / (seen - (0.5 * ramp));
        return turn.Add(ramp, 0.5 * rate * ramp, rate).Add(length, rate * (length - (0.5 * ramp)), rate);
    }
}
