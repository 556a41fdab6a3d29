using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>One sample of an operator dataset: who the operator is, where it starts and what it does.</summary>
/// <param name="Parameters">θ [P], in the unit cube.</param>
/// <param name="Initial">u₀ [C, H, W].</param>
/// <param name="Trajectory">[T+1, C, H, W] with u₀ at index 0; null where the file keeps none.</param>
public sealed record OperatorSample(float[] Parameters, Tensor Initial, Tensor? Trajectory)
{
    /// <summary>The kind of initial state, e.g. <c>multiscale</c>.</summary>
    public string InitialKind { get; init; } = "unknown";

    /// <summary>How states follow one another, e.g. <c>residual</c>.</summary>
    public string Policy { get; init; } = "unknown";

    /// <summary><c>none</c>, <c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public string NoiseRegime { get; init; } = "none";

    /// <summary>Families of features, the same for every sample of a file.</summary>
    public IReadOnlyList<FeatureArray> Features { get; init; } = [];
}
