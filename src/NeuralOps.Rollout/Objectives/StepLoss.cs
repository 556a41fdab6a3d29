using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>The loss L<sub>k</sub> of one step of a rollout; targets and masks are captured.</summary>
/// <param name="prediction">u<sub>k+1</sub>, what the stepper returned.</param>
/// <param name="previousState">u<sub>k</sub>, what the stepper got.</param>
/// <param name="k">The step's index, from 0.</param>
public delegate LossTerms StepLoss(Tensor prediction, Tensor previousState, int k);
