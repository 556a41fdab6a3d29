namespace NeuralOps.Data;

/// <summary>What a generated motion shows: the action, where it goes, how fast and how often, and by whom.</summary>
/// <remarks>The motion starts from standing with the feet together, facing Z+.</remarks>
public sealed record GaitScript
{
    /// <summary>What the body does.</summary>
    public required GaitAction Action { get; init; }

    /// <summary>The way of a locomotion; the other actions stay <see cref="GaitPath.InPlace"/>.</summary>
    public GaitPath Path { get; init; }

    /// <summary>The side that a curve, a turn or a sidestep goes to: left or right.</summary>
    public BodySide Toward { get; init; }

    /// <summary>The foot of the first step, of a hop or kick, or the hand that waves; <see cref="BodySide.Both"/> only
    /// for <see cref="GaitAction.Wave"/>.</summary>
    public BodySide Lead { get; init; }

    /// <summary>The tempo.</summary>
    public GaitPace Pace { get; init; } = GaitPace.Normal;

    /// <summary>Steps, jumps, hops, squats, waves or kicks, after which the body stands; 0: as many as the time
    /// allows.</summary>
    public int Count { get; init => field = AtLeast(value, 0, nameof(Count)); }

    /// <summary>Angle of a <see cref="GaitAction.Turn"/> in degrees, positive; a tenth of it takes one step.</summary>
    public int Degrees { get; init => field = AtLeast(value, 1, nameof(Degrees)); } = 180;

    /// <summary>Length of the motion in seconds, at least 1; longer where the action needs it.</summary>
    public double Seconds { get; init => field = AtLeast(value, 1, nameof(Seconds)); } = 6;

    /// <summary>Height of the body in metres, positive.</summary>
    public double Height { get; init => field = Positive(value, nameof(Height)); } = 1.75;

    /// <summary>How this body differs from the average one.</summary>
    public GaitStyle Style { get; init; } = GaitStyle.Average;

    /// <summary>The same seen in a mirror: left and right change places.</summary>
    public GaitScript Mirrored() => this with { Toward = Opposite(Toward), Lead = Opposite(Lead) };

    private static BodySide Opposite(BodySide side) => side switch
    {
        BodySide.Left => BodySide.Right,
        BodySide.Right => BodySide.Left,
        _ => side,
    };

    private static T AtLeast<T>(T value, T least, string name) where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }

    private static double Positive(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
