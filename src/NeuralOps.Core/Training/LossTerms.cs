using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>A loss and the named terms it is made of, for the gradient and for the log.</summary>
/// <param name="Total">The scalar to differentiate.</param>
/// <param name="Parts">The scalar terms by name, unweighted or weighted as the loss documents.</param>
public sealed record LossTerms(Tensor Total, IReadOnlyDictionary<string, Tensor> Parts) : IDisposable
{
    /// <summary>Frees the total and every part.</summary>
    public void Dispose()
    {
        Total.Dispose();
        foreach (var part in Parts.Values)
        {
            part.Dispose();
        }
    }
}
