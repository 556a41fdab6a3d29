using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Texts that tell a motion from the others: the action, where it goes, its tempo unless usual, the side, the
/// count.</summary>
internal static class GaitCaptions
{
    private static readonly string[] Subjects =
        ["a person", "someone", "a man", "a human", "the person", "a woman", "a figure", "somebody"];

    private static readonly string[] Numbers =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>Every text, of a person.</summary>
    public static IReadOnlyList<string> All(GaitScript script) =>
        [.. Predicates(script).Select(predicate => $"a person {predicate}")];

    /// <summary>Three different texts, or all where there are fewer.</summary>
    public static IReadOnlyList<string> Draw(RandomStream draws, GaitScript script)
    {
        string[] predicates = [.. Predicates(script)];
        return
        [
            .. draws.Permutation(predicates.Length).Take(3)
                .Select(at => $"{Subjects[draws.NextInt(Subjects.Length)]} {predicates[at]}"),
        ];
    }

    private static IEnumerable<string> Predicates(GaitScript script) =>
        from phrase in Phrases(script)
        from pace in Paces(script)
        from ending in Endings(script)
        select string.Join(' ', new[] { phrase, pace, ending }.Where(part => part.Length > 0));

    private static string[] Paces(GaitScript script) => script.Pace switch
    {
        GaitPace.Slow => ["slowly", "at a slow pace"],
        GaitPace.Fast when script.Action == GaitAction.Walk => ["quickly", "at a fast pace", "briskly"],
        GaitPace.Fast => ["quickly", "at a fast pace"],
        _ => [""],
    };

    private static string[] Endings(GaitScript script) => script switch
    {
        { Action: GaitAction.Walk, Lead: BodySide.Right } =>
            ["starting with the right foot", "with the right foot first", "and begins with the right foot"],
        { Action: GaitAction.Walk } => ["", "starting with the left foot"],
        _ => [""],
    };

    private static string[] Phrases(GaitScript script)
    {
        string side = Side(script.Lead);
        string toward = Side(script.Toward);
        return script.Action switch
        {
            GaitAction.Walk => Walks(script, toward),
            GaitAction.Jog => Ways(["jogs", "is jogging", "runs at an easy pace"], script.Path, toward),
            GaitAction.Run => Ways(["runs", "is running", "sprints"], script.Path, toward),
            GaitAction.March => Ways(["marches", "walks with high knees", "steps with knees lifted high"],
                script.Path, toward),
            GaitAction.Sidestep => Sidesteps(script, toward),
            GaitAction.Turn => Turns(script.Degrees, toward),
            GaitAction.Jump => Repeated(["jumps", "is jumping", "leaps with both feet"], script),
            GaitAction.Hop => Repeated(
                [$"hops on the {side} foot", $"hops on the {side} leg", $"jumps on only the {side} leg"], script),
            GaitAction.Squat => script.Count > 0
                ? [$"does {Some("squat", script.Count)}", $"squats down and up {Times(script.Count)}",
                    $"bends the knees deeply {Times(script.Count)}"]
                : ["does squats", "keeps squatting", "squats down and up again and again"],
            GaitAction.Crouch => ["crouches down and stays low before standing up",
                "lowers into a sitting position and stands up again", "sits down as if on a chair and gets up",
                "bends down into a crouch and rises after a while"],
            GaitAction.Wave when script.Lead == BodySide.Both => Repeated(
                ["waves with both hands", "raises both arms and waves", "waves both hands"], script),
            GaitAction.Wave => Repeated(
                [$"waves with the {side} hand", $"raises the {side} arm and waves", $"waves the {side} hand"], script),
            GaitAction.Kick => Repeated(
                [$"kicks with the {side} foot", $"kicks forward with the {side} leg", $"does a {side} kick"], script),
            _ => ["stands still", "is standing in place", "does not move", "stays where it is", "waits and stands"],
        };
    }

    private static string[] Walks(GaitScript script, string toward) => script switch
    {
        { Count: > 0 } =>
        [
            $"takes {Some("step", script.Count)} {Straight(script.Path)[0]}",
            $"walks {Some("step", script.Count)} {Straight(script.Path)[1]} and stops",
            $"walks {Straight(script.Path)[0]} for {Some("step", script.Count)} and stands",
        ],
        { Path: GaitPath.Corner } =>
        [
            $"walks forward and turns {toward}", $"walks straight then turns to the {toward} and keeps walking",
            $"walks ahead and takes a {toward} turn",
        ],
        { Path: GaitPath.Back } =>
        [
            $"walks forward then turns around to the {toward} and walks back",
            $"walks ahead then makes a half turn to the {toward} and returns",
            $"goes forward and comes back after turning around to the {toward}",
        ],
        _ => Ways(["walks", "is walking"], script.Path, toward),
    };

    private static string[] Sidesteps(GaitScript script, string toward) => script.Count > 0
        ?
        [
            $"takes {Some("step", script.Count)} sideways to the {toward}",
            $"sidesteps to the {toward} for {Some("step", script.Count)}",
            $"moves sideways to the {toward} by {Some("step", script.Count)}",
        ]
        :
        [
            $"sidesteps to the {toward}", $"walks sideways to the {toward}", $"shuffles to the {toward}",
            $"moves sideways to the {toward}",
        ];

    private static string[] Turns(int degrees, string toward)
    {
        string half = degrees switch { 90 => "quarter", 180 => "half", _ => "full" };
        return
        [
            $"turns {degrees} degrees to the {toward} on the spot", $"makes a {half} turn to the {toward}",
            $"turns in place to the {toward} by {degrees} degrees", $"rotates to the {toward} by a {half} turn",
        ];
    }

    private static string[] Ways(string[] verbs, GaitPath path, string toward)
    {
        string[] ways = path switch
        {
            GaitPath.Forward or GaitPath.Backward => Straight(path),
            GaitPath.Curve => [$"in a curve to the {toward}", $"along a {toward} curve", $"bending to the {toward}"],
            GaitPath.Circle =>
            [
                $"in a circle to the {toward}", $"around in a full {toward} circle",
                toward == "left" ? "in a counterclockwise circle" : "in a clockwise circle",
            ],
            _ => ["in place", "on the spot"],
        };
        return [.. verbs.SelectMany(verb => ways.Select(way => $"{verb} {way}"))];
    }

    private static string[] Straight(GaitPath path) => path == GaitPath.Backward
        ? ["backwards", "backward"]
        : ["forward", "straight ahead", "forwards", "in a straight line"];

    private static string[] Repeated(string[] verbs, GaitScript script)
    {
        string[] ways = script switch
        {
            { Path: GaitPath.Forward } => [" forward", " ahead"],
            { Action: GaitAction.Jump } => [" in place", " up"],
            _ => [""],
        };
        string[] often = script.Count > 0 ? [" " + Times(script.Count)] : [" repeatedly", " again and again"];
        return [.. from verb in verbs from way in ways from times in often select verb + way + times];
    }

    private static string Some(string noun, int count) =>
        $"{(count < Numbers.Length ? Numbers[count] : count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => Some("time", count),
    };

    private static string Side(BodySide side) => side == BodySide.Right ? "right" : "left";
}
