using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Draws scripts: which actions there are, how often, and in which variants.</summary>
internal static class GaitScripts
{
    private static readonly (GaitAction Action, int Weight)[] Actions =
    [
        (GaitAction.Walk, 40), (GaitAction.Jog, 8), (GaitAction.Run, 8), (GaitAction.March, 6),
        (GaitAction.Sidestep, 7), (GaitAction.Turn, 8), (GaitAction.Jump, 7), (GaitAction.Hop, 5),
        (GaitAction.Squat, 6), (GaitAction.Crouch, 3), (GaitAction.Wave, 8), (GaitAction.Kick, 6),
        (GaitAction.Stand, 4),
    ];

    public static GaitScript Draw(RandomStream draws, GaitOptions options)
    {
        var action = Choose(draws, Actions);
        var path = PathOf(draws, action);
        var pace = action == GaitAction.Stand
            ? GaitPace.Normal
            : Choose(draws, [(GaitPace.Normal, 2), (GaitPace.Slow, 1), (GaitPace.Fast, 1)]);
        var toward = Choose(draws, [(BodySide.Left, 1), (BodySide.Right, 1)]);
        double length = options.MinimumSeconds
            + (draws.NextDouble() * (options.MaximumSeconds - options.MinimumSeconds));
        return new()
        {
            Action = action,
            Path = path,
            Toward = toward,
            Lead = LeadOf(draws, action),
            Pace = pace,
            Count = CountOf(draws, action, path),
            Degrees = Choose(draws, [(90, 2), (180, 2), (360, 1)]),
            Seconds = length,
            Height = 1.75 + (0.08 * Math.Clamp(draws.NextNormal(), -2.5, 2.5)),
            Style = GaitStyle.Draw(draws),
        };
    }

    private static GaitPath PathOf(RandomStream draws, GaitAction action) => action switch
    {
        GaitAction.Walk => Choose(draws,
        [
            (GaitPath.Forward, 35), (GaitPath.Backward, 14), (GaitPath.Curve, 15), (GaitPath.Corner, 13),
            (GaitPath.Circle, 10), (GaitPath.Back, 8), (GaitPath.InPlace, 5),
        ]),
        GaitAction.Jog or GaitAction.Run => Choose(draws,
            [(GaitPath.Forward, 5), (GaitPath.Curve, 3), (GaitPath.Circle, 2)]),
        GaitAction.March or GaitAction.Jump or GaitAction.Hop => Choose(draws,
            [(GaitPath.Forward, 1), (GaitPath.InPlace, 1)]),
        _ => GaitPath.InPlace,
    };

    private static BodySide LeadOf(RandomStream draws, GaitAction action) => action switch
    {
        GaitAction.Wave => Choose(draws, [(BodySide.Left, 2), (BodySide.Right, 2), (BodySide.Both, 1)]),
        GaitAction.Hop or GaitAction.Kick => Choose(draws, [(BodySide.Left, 1), (BodySide.Right, 1)]),
        GaitAction.Walk => Choose(draws, [(BodySide.Left, 3), (BodySide.Right, 1)]),
        _ => BodySide.Left,
    };

    private static int CountOf(RandomStream draws, GaitAction action, GaitPath path)
    {
        bool counted = draws.NextDouble() < 0.5;
        int number = draws.NextInt(6);
        return (action, path) switch
        {
            _ when !counted => 0,
            (GaitAction.Walk, GaitPath.Forward or GaitPath.Backward) => 3 + number,
            (GaitAction.Sidestep, _) => 2 * (1 + (number % 3)),
            (GaitAction.Jump or GaitAction.Squat or GaitAction.Kick, _) => 1 + (number % 3),
            (GaitAction.Hop or GaitAction.Wave, _) => 2 + (number % 4),
            _ => 0,
        };
    }

    private static T Choose<T>(RandomStream draws, ReadOnlySpan<(T Item, int Weight)> items)
    {
        int total = 0;
        foreach (var (_, weight) in items)
        {
            total += weight;
        }

        int left = draws.NextInt(total);
        int at = 0;
        while (left >= items[at].Weight)
        {
            left -= items[at++].Weight;
        }

        return items[at].Item;
    }
}
