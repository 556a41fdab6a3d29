using MathNet.Numerics.LinearAlgebra;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>
/// Takes an operator's bottleneck to a tokenizer's latents: the projector that was trained with it, or, for an operator
/// that was trained alone, the ridge regression from the bottleneck's mean over space and states, fitted on training
/// samples.
/// </summary>
/// <param name="Name">What it is, for the report.</param>
/// <param name="Apply">[B, C, h, w] → [B, D].</param>
internal sealed record LatentMap(string Name, Func<Tensor, Tensor> Apply)
{
    private const double Ridge = 1e-2; // of the mean square of the inputs

    /// <summary>The operator's own projector, or a regression.</summary>
    /// <param name="module">The operator.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="pooled">Gives pooled bottlenecks [N, C] and latents [N, D] of training samples.</param>
    public static LatentMap Of(
        AgentModule module, TrajectoryTokenizer tokenizer, Func<(Tensor Pooled, Tensor Latents)> pooled)
    {
        if (module.Projector is { } projector)
        {
            return projector.LatentDim == tokenizer.Network.LatentDim
                ? new LatentMap("projector", x => projector.call(x))
                : throw new InvalidDataException(
                    $"Expected a tokenizer of {projector.LatentDim} latents, as the operator's projector gives, found "
                    + $"one of {tokenizer.Network.LatentDim}.");
        }

        (Tensor inputs, Tensor latents) = pooled();
        Matrix<double> weights = Fit(Rows(inputs, true), Rows(latents, false));
        Tensor w = tensor(weights.ToRowMajorArray(), [weights.RowCount, weights.ColumnCount]).to(ScalarType.Float32);
        return new LatentMap("regression", x =>
        {
            Tensor mean = x.mean([2, 3]); // [B, C]
            return cat([mean, ones([mean.size(0), 1])], 1).matmul(w);
        });
    }

    private static Matrix<double> Fit(Matrix<double> x, Matrix<double> y)
    {
        Matrix<double> gram = x.TransposeThisAndMultiply(x);
        double ridge = Ridge * gram.Trace() / gram.RowCount;
        return (gram + (ridge * Matrix<double>.Build.DenseIdentity(gram.RowCount)))
            .Solve(x.TransposeThisAndMultiply(y));
    }

    private static Matrix<double> Rows(Tensor table, bool withOnes)
    {
        int width = (int)table.size(1);
        float[] values = table.contiguous().data<float>().ToArray();
        return Matrix<double>.Build.Dense(
            values.Length / width, width + (withOnes ? 1 : 0), (i, j) => j == width ? 1 : values[(i * width) + j]);
    }
}
