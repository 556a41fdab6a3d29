using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>Draws a first state.</summary>
/// <param name="state">[C·H·W], overwritten.</param>
/// <param name="height">H.</param>
/// <param name="width">W.</param>
/// <param name="random">The sample's stream.</param>
/// <returns>The kind of state, for the file's <c>metadata/ic_types</c>.</returns>
public delegate string DrawInitialState(Span<float> state, int height, int width, RandomStream random);

/// <summary>Makes a trajectory.</summary>
/// <param name="theta">θ [P].</param>
/// <param name="initial">u₀ [1, C, H, W].</param>
/// <param name="steps">T.</param>
/// <param name="realizations">M, draws of the noise.</param>
/// <returns>[1, T+1, C, H, W], or [1, M, T+1, C, H, W] for M &gt; 1.</returns>
public delegate Tensor SimulateTrajectory(float[] theta, Tensor initial, int steps, int realizations);

/// <summary>Takes features of a sample.</summary>
/// <param name="theta">θ [P].</param>
/// <param name="trajectories">[M, T+1, C, H, W].</param>
public delegate IReadOnlyList<FeatureArray> ExtractFeatures(float[] theta, Tensor trajectories);

/// <summary>A family of operators that datasets are generated from.</summary>
public sealed record OperatorDomain
{
    /// <summary>The Gray–Scott system with u and v as channels, over <see cref="GrayScott.Space"/>.</summary>
    public static OperatorDomain GrayScott { get; } = new()
    {
        Name = "gray_scott",
        Space = Data.GrayScott.Space,
        Channels = 2,
        DrawInitial = (state, height, width, random) =>
        {
            Data.GrayScott.DrawInitial(state, height, width, random);
            return "squares";
        },
        Simulate = (theta, initial, steps, _) =>
            new GrayScott(Data.GrayScott.Space.To<GrayScottOptions>(theta)).Run(initial, steps),
    };

    /// <summary>Name of the family.</summary>
    public required string Name { get; init; }

    /// <summary>What θ means.</summary>
    public required ParameterSpace Space { get; init; }

    /// <summary>C, channels of a state.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Draws first states.</summary>
    public required DrawInitialState DrawInitial { get; init; }

    /// <summary>Makes trajectories.</summary>
    public required SimulateTrajectory Simulate { get; init; }

    /// <summary>Takes features, or null for none.</summary>
    public ExtractFeatures? Features { get; init; }
}
