using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Features of a set of samples with their tokens; the tensors stay the caller's.</summary>
/// <param name="Features">[N, F].</param>
/// <param name="Decoded">The features decoded from the tokens, [N, F].</param>
/// <param name="Tokens">int64 [N, L].</param>
public sealed record TokenizedFeatures(Tensor Features, Tensor Decoded, Tensor Tokens);
