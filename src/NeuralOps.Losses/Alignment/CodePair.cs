namespace NeuralOps.Losses;

/// <summary>A code of one codebook with its counterpart in another.</summary>
/// <param name="A">Its id in the first codebook.</param>
/// <param name="B">The id in the second.</param>
/// <param name="Distance">The distance of both after the first is mapped onto the second's space.</param>
public sealed record CodePair(int A, int B, double Distance);
