using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>One family of features of one sample, or of several samples along a first axis.</summary>
/// <param name="Path">Where the file keeps it, below <c>features/</c>, e.g. <c>summary/aggregated</c>.</param>
/// <param name="Values">Float32; the last axis is that of the names.</param>
/// <param name="Names">One name a feature.</param>
public sealed record FeatureArray(string Path, Tensor Values, IReadOnlyList<string> Names);
