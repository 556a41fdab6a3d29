using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// A module of some of whose parameters only a block takes part at the grid it trains on, so that the rest needs no
/// gradient and no optimiser state.
/// </summary>
public interface IPartialParameters
{
    /// <summary>
    /// By the parameter's name within the module, the leaf that stands for it in training: a view that shares the
    /// parameter's memory and requires a gradient of its own shape. Empty where whole parameters are trained.
    /// </summary>
    IReadOnlyDictionary<string, Tensor> ActiveBlocks { get; }
}
