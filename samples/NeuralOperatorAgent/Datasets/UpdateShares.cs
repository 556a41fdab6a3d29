using NeuralOps.Data;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>The shares a and b of each sample's known update u' = a·u + b·O(u): (1, dt) residual, (α, 1 − α) convex,
/// (0, 1) autoregressive, and (1, 1) where the parameters name no update.</summary>
/// <param name="space">What the parameters mean; null where the file does not say.</param>
internal sealed class UpdateShares(ParameterSpace? space)
{
    private const string Policy = "update_policy";

    private readonly bool isKnown = space is not null && space.Dimensions.Any(dimension => dimension.Name == Policy);

    /// <summary>The shares of samples, [B, 2].</summary>
    /// <param name="parameters">θ [B, P].</param>
    public Tensor Of(Tensor parameters)
    {
        int count = (int)parameters.size(0);
        float[] theta = parameters.cpu().contiguous().data<float>().ToArray();
        int width = theta.Length / count;
        float[] shares = [.. Enumerable.Range(0, count).SelectMany(i => Of(theta.AsSpan(i * width, width)))];
        return tensor(shares, [count, 2], device: parameters.device);
    }

    /// <summary>The name of a sample's update.</summary>
    /// <param name="theta">θ [P].</param>
    public string Name(ReadOnlySpan<float> theta) => isKnown ? space!.Describe(Policy, theta)! : "increment";

    private float[] Of(ReadOnlySpan<float> theta)
    {
        if (!isKnown)
        {
            return [1, 1];
        }

        var options = space!.To<RandomOperatorOptions>(theta);
        return options.UpdatePolicy switch
        {
            UpdatePolicy.Residual => [1, (float)options.PolicyDt],
            UpdatePolicy.Convex => [(float)options.PolicyAlpha, (float)(1 - options.PolicyAlpha)],
            _ => [0, 1],
        };
    }
}
