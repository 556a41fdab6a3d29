using System.Runtime.CompilerServices;
using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Small differences between one body's movements and the average; each is a factor near 1, from ½ to 2, unless
/// it says otherwise.</summary>
public sealed record GaitStyle
{
    /// <summary>Nobody in particular.</summary>
    public static GaitStyle Average { get; } = new();

    /// <summary>Tempo.</summary>
    public double Tempo { get; init => field = Within(value, 0.5, 2); } = 1;

    /// <summary>Swing of the arms and counter-rotation of the shoulders, from 0.</summary>
    public double Arms { get; init => field = Within(value, 0, 2); } = 1;

    /// <summary>Rise and sway of the pelvis, from 0.</summary>
    public double Bounce { get; init => field = Within(value, 0, 2); } = 1;

    /// <summary>Distance between the tracks of the feet.</summary>
    public double Width { get; init => field = Within(value, 0.5, 2); } = 1;

    /// <summary>Height of the feet in the swing, of jumps, kicks and squats.</summary>
    public double Lift { get; init => field = Within(value, 0.5, 2); } = 1;

    /// <summary>Forward lean of the trunk in addition, radians, from −½ to ½.</summary>
    public double Lean { get; init => field = Within(value, -0.5, 0.5); }

    /// <summary>Draws a style.</summary>
    internal static GaitStyle Draw(RandomStream draws)
    {
        double Near(double spread) => Math.Clamp(draws.NextNormal(), -2, 2) * spread;
        return new()
        {
            Tempo = 1 + Near(0.04),
            Arms = 1 + Near(0.15),
            Bounce = 1 + Near(0.15),
            Width = 1 + Near(0.12),
            Lift = 1 + Near(0.1),
            Lean = Near(0.02),
        };
    }

    private static double Within(double value, double least, double greatest, [CallerMemberName] string name = "") =>
        value >= least && value <= greatest ? value : throw new ArgumentOutOfRangeException(
            name, $"Expected {name} from {least} to {greatest}, got {value}.");
}
