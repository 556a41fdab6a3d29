using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>A model on arrays of an archive.</summary>
/// <param name="Name">The result's name.</param>
/// <param name="Shape">Shape of the first array.</param>
/// <param name="Compute">Gives the result.</param>
internal sealed record ArrayJob(string Name, long[] Shape, Func<Tensor> Compute)
{
    /// <summary>A job that runs some samples at once.</summary>
    /// <param name="name">The result's name.</param>
    /// <param name="batch">Samples at once.</param>
    /// <param name="model">The model on samples of the arrays.</param>
    /// <param name="arrays">The arrays [B, …].</param>
    public static ArrayJob Of(string name, int batch, Func<Tensor[], Tensor> model, params Tensor[] arrays) =>
        new(name, arrays[0].shape, () =>
        {
            using var scope = NewDisposeScope();
            var results = new List<Tensor>();
            for (long first = 0; first < arrays[0].size(0); first += batch)
            {
                long count = Math.Min(batch, arrays[0].size(0) - first);
                results.Add(model([.. arrays.Select(array => array.narrow(0, first, count))]));
            }

            return cat(results, 0).MoveToOuterDisposeScope();
        });
}
