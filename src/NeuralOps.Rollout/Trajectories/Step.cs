using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>
/// Advances a physical state by one time step: u<sub>t+1</sub> = Φ(u<sub>t</sub>, t). Masks, forcing and parameters are
/// captured by the delegate; the state carries whatever the next step needs of the past, so concatenation and shift are
/// the stepper's.
/// </summary>
/// <param name="state">u<sub>t</sub> [B, …].</param>
/// <param name="t">The step's index, from 0 at the initial state.</param>
/// <returns>u<sub>t+1</sub> of the same shape.</returns>
public delegate Tensor Step(Tensor state, int t);
