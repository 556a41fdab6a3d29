using NeuralOps.Core;
using NeuralOps.Data;

namespace PhysicsMotion;

/// <summary>What turns frames into a model's numbers and back; it travels with the weights.</summary>
internal sealed record MotionContext
{
    /// <summary>D, the width of a vector, which names the layout.</summary>
    public required int Width { get; init; }

    /// <summary>Frames in a second.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>The mean of each channel.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>The deviation of each channel.</summary>
    public required IReadOnlyList<float> Std { get; init; }

    /// <summary>How the physics state is made.</summary>
    public MotionPhysics Physics { get; init; }

    /// <summary>The mean of each channel of the causal physics state; empty where it is not used.</summary>
    public IReadOnlyList<float> PhysicsMean { get; init; } = [];

    /// <summary>The deviation of each channel of the causal physics state.</summary>
    public IReadOnlyList<float> PhysicsStd { get; init; } = [];

    /// <summary>The slices of a vector.</summary>
    internal MotionLayout Layout => MotionLayout.OfWidth(Width);

    /// <summary>Mean and deviation of the vectors.</summary>
    internal MotionStatistics Statistics => field ??= new MotionStatistics([.. Mean], [.. Std]);

    /// <summary>Mean and deviation of the physics state; null where it is not the causal one.</summary>
    internal MotionStatistics? PhysicsStatistics => Physics == MotionPhysics.Causal
        ? field ??= new MotionStatistics([.. PhysicsMean], [.. PhysicsStd])
        : null;

    /// <summary>The context of a folder, its physics state measured over training clips.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="training">Clips for the statistics of the causal state.</param>
    /// <param name="physics">How the state is made.</param>
    public static MotionContext Of(MotionFolder folder, IReadOnlyList<MotionClip> training, MotionPhysics physics)
    {
        MotionStatistics? states = physics == MotionPhysics.Causal
            ? MotionStatistics.OfPhysics(training.Select(clip => (ReadOnlyMemory<float>)PhysicsState.Of(
                clip.Features.Span, folder.Layout, clip.FramesPerSecond, PhysicsForm.Causal)))
            : null;
        return new MotionContext
        {
            Width = folder.Layout.Width,
            FramesPerSecond = folder.FramesPerSecond,
            Mean = folder.Statistics.Mean,
            Std = folder.Statistics.Std,
            Physics = physics,
            PhysicsMean = states?.Mean ?? [],
            PhysicsStd = states?.Std ?? [],
        };
    }

    /// <summary>The options of a dataset in this context.</summary>
    /// <param name="frames">The frames a clip is cut to.</param>
    /// <param name="crop">Where it is cut.</param>
    /// <param name="vocabulary">The words of captions; null for no tokens.</param>
    public MotionDatasetOptions DatasetOf(int frames, MotionCrop crop, WordVocabulary? vocabulary = null) => new()
    {
        Statistics = Statistics,
        Physics = Physics,
        PhysicsStatistics = PhysicsStatistics,
        MaximumFrames = frames,
        MinimumFrames = MinimumFrames,
        Crop = crop,
        Vocabulary = vocabulary,
    };

    private const int MinimumFrames = 8; // jerk takes four, a hidden span and its neighbours the rest
}
