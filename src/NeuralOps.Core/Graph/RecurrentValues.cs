namespace NeuralOps.Core;

/// <summary>What a part of a recurrent model computes in a graph.</summary>
/// <param name="Output">Its output.</param>
/// <param name="States">The states after the last frame, in the order of those it started from.</param>
public sealed record RecurrentValues(GraphValue Output, params IReadOnlyList<GraphValue> States);
