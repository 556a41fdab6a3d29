namespace NeuralOps.Rollout;

/// <summary>A line of a chart.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="X">The abscissae, ascending.</param>
/// <param name="Y">The ordinates; values that are not finite interrupt the line.</param>
/// <param name="Dashed">Whether it is dashed, for references such as persistence.</param>
public sealed record Curve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, bool Dashed = false);
