namespace NeuralOps.Losses;

/// <summary>Whether an operator and a token autoencoder speak of the same things: four measures and a
/// verdict.</summary>
/// <param name="Reconstruction">How well the features of the operator's trajectories survive their tokens.</param>
/// <param name="Diversity">How many codes those trajectories use.</param>
/// <param name="Agreement">How well the operator's own latents agree with the encoder's.</param>
/// <param name="Consistency">How steady the operator's latents are in time.</param>
public sealed record AlignmentReport(
    ReconstructionMeasure Reconstruction,
    TokenDiversity Diversity,
    LatentAgreement Agreement,
    TemporalConsistency Consistency)
{
    /// <summary>Mean points of the four grades, from 0 to 3.75.</summary>
    public double Score => new[] { Reconstruction.Grade, Diversity.Grade, Agreement.Grade, Consistency.Grade }
        .Average(grade => grade.Points());

    /// <summary>Excellent from 3.5, good from 2.5, moderate from 1.5, else poor.</summary>
    public Grade Verdict => Score >= 3.5 ? Grade.Excellent
        : Score >= 2.5 ? Grade.Good
        : Score >= 1.5 ? Grade.Moderate
        : Grade.Poor;
}
