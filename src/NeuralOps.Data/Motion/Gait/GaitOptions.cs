using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>What a <see cref="GaitGenerator"/> makes.</summary>
public sealed record GaitOptions
{
    /// <summary>Joints and features.</summary>
    public MotionLayout Layout { get; init; } = MotionLayout.Kit;

    /// <summary>Frames a second, positive; by default those of the layout's published data.</summary>
    public double? FramesPerSecond
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(FramesPerSecond));
            field = value;
        }
    }

    /// <summary>Seed of all scripts, bodies and captions.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Least length of a motion in seconds, at least 1.</summary>
    public double MinimumSeconds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MinimumSeconds));
            field = value;
        }
    } = 4;

    /// <summary>Greatest length of a motion in seconds, at least <see cref="MinimumSeconds"/>; longer where the action
    /// needs it.</summary>
    public double MaximumSeconds { get; init; } = 8;

    /// <summary>How joints become features; its target makes all bodies one size.</summary>
    public MotionFeatureOptions Features { get; init; } = new();
}
