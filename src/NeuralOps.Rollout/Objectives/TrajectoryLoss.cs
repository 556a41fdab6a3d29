using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>A loss of several states at once, for terms that no single step has: features of a trajectory, states at
/// sampled times. Targets are captured; <paramref name="first"/> says which belong to the states.</summary>
/// <param name="states">u<sub>f</sub> … u<sub>f+n</sub> [B, n + 1, …]: where the supervised steps start, then their n
/// predictions.</param>
/// <param name="first">f, the index of the first state in the horizon.</param>
public delegate LossTerms TrajectoryLoss(Tensor states, int first);
