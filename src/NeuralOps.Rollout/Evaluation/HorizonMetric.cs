using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>A measure of each state of a rollout against the truth, such as a correlation or an error.</summary>
/// <param name="prediction">The states of some steps [B, n, …].</param>
/// <param name="truth">The truth of the same steps, of the same shape.</param>
/// <returns>[B, n].</returns>
public delegate Tensor HorizonMetric(Tensor prediction, Tensor truth);
