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
    /// <exception cref="InvalidDataException">The arrays have no samples, or not equally many.</exception>
    public static ArrayJob Of(string name, int batch, Func<Tensor[], Tensor> model, params Tensor[] arrays)
    {
        if (arrays.Any(array => array.dim() == 0 || array.size(0) == 0 || array.size(0) != arrays[0].size(0)))
        {
            throw new InvalidDataException(
                "Expected at least one sample along the first axis, equally many of all arrays, found "
                + $"{string.Join(" and ", arrays.Select(array => Figures.Text(array.shape)))} for '{name}'.");
        }

        return new(name, arrays[0].shape, () =>
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
}
