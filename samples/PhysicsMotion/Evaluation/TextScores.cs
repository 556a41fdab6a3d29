namespace PhysicsMotion;

/// <summary>How motions look to a matcher of motions and captions.</summary>
/// <param name="Frechet">FID to the clips.</param>
/// <param name="Top1">R-precision, the nearest.</param>
/// <param name="Top3">R-precision, the nearest three.</param>
/// <param name="Group">Captions to choose from.</param>
/// <param name="ToCaption">Mean distance to the own caption.</param>
/// <param name="Diversity">Mean distance of two motions.</param>
internal sealed record TextScores(
    double Frechet, double Top1, double Top3, int Group, double ToCaption, double Diversity);
