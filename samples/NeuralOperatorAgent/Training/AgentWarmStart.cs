using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>Starts an operator from another's weights: those of equal name and shape.</summary>
internal static class AgentWarmStart
{
    /// <summary>Copies what fits and says how much that was.</summary>
    /// <param name="path">A trained operator, its run's folder, or a checkpoint.</param>
    /// <param name="target">The operator that starts; the rest of it stays as it is.</param>
    public static string Copy(string path, NoaBackbone target)
    {
        using AgentModule source = AgentFile.Load(path);
        using IDisposable quiet = no_grad();
        Dictionary<string, Tensor> given = source.Noa.state_dict();
        Dictionary<string, Tensor> own = target.state_dict();
        int copied = 0;
        foreach ((string name, Tensor tensor) in own)
        {
            if (given.TryGetValue(name, out Tensor? other) && other.shape.AsSpan().SequenceEqual(tensor.shape))
            {
                tensor.copy_(other);
                copied++;
            }
        }

        return copied > 0
            ? $"Starting from {path}: {copied} of {own.Count} tensors taken"
            : throw new InvalidDataException(
                $"{path}: expected weights that fit this operator, found none of equal name and shape.");
    }
}
