namespace NeuralOps.Data;

/// <summary>Statistics of the fields of one sequence, or of all.</summary>
/// <param name="Density">Of the density.</param>
/// <param name="VelX">Of the velocity along W; percentiles of |vx|.</param>
/// <param name="VelZ">Of the velocity along H; percentiles of |vz|.</param>
public sealed record FluidSummary(FieldSummary Density, FieldSummary VelX, FieldSummary VelZ)
{
    internal static FluidSummary Of(FluidSequence sequence) => new(
        FieldSummary.Of(sequence.CopyOf(FluidField.Density), absolutePercentiles: false),
        FieldSummary.Of(sequence.CopyOf(FluidField.VelX), absolutePercentiles: true),
        FieldSummary.Of(sequence.CopyOf(FluidField.VelZ), absolutePercentiles: true));
}
