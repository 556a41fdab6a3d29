using System.CommandLine;
using NeuralOps.Core;

namespace PhysicsMotion;

/// <summary>Options that several commands have.</summary>
internal static class Shared
{
    public static Option<string> Checkpoint() => new("--checkpoint")
    {
        Description = "A trained model: its run's folder, weights, a checkpoint, or the reference's .pt.",
        Required = true,
    };

    public static Option<string> DataDir() => new("--data-dir")
    {
        Description = "The folder of motions.",
        Required = true,
    };

    public static Option<bool> Force() => new("--force") { Description = "Replace what is there." };

    public static Option<LayoutName> Layout() => new("--layout")
    {
        Description = "kit (21 joints, 12.5 frames a second) or humanml3d (22 joints, 20).",
        DefaultValueFactory = _ => LayoutName.Kit,
        HelpName = "layout",
        CustomParser = result => EnumText.Parse<LayoutName>(result) ?? default,
    };

    public static MotionLayout Of(LayoutName name) =>
        name == LayoutName.Kit ? MotionLayout.Kit : MotionLayout.HumanMl3d;

    public static Option<double> Number(string name, string description, double usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    public static Option<int> Count(string name, string description, int usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    /// <summary>A value of an option that must be above 0.</summary>
    public static double Above0(double value, string option) => value > 0
        ? value
        : throw new ArgumentException(FormattableString.Invariant($"Expected {option} above 0, got {value}."));

    /// <summary>Seconds of an option in frames, from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static int Frames(double seconds, string option, double framesPerSecond, int least, int most) =>
        Math.Round(Above0(seconds, option) * framesPerSecond) is var frames && frames >= least && frames <= most
            ? (int)frames
            : throw new ArgumentException(FormattableString.Invariant(
                $"Expected {option} of {least} to {most} frames at {framesPerSecond} Hz, got {frames}."));

    /// <summary>A value of an option that must be at least 1.</summary>
    public static int AtLeast1(int value, string option) => value > 0
        ? value
        : throw new ArgumentException($"Expected {option} of at least 1, got {value}.");
}
