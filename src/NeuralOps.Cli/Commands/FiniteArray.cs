using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>Arrays from files as tensors; values that are not finite are refused.</summary>
internal static class FiniteArray
{
    /// <summary>Reads an array.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="name">The array's name.</param>
    /// <param name="dtype">The precision to compute in.</param>
    /// <exception cref="InvalidDataException">The array holds text, complex numbers, NaN or infinity, or floating-point
    /// numbers where whole ones are wanted.</exception>
    public static Tensor Read(NpzArchive archive, string name, ScalarType dtype)
    {
        var array = archive.Read(name);
        if (array.Type.IsText || array.Type.Kind == NpyKind.Complex)
        {
            throw new InvalidDataException($"{array.Source}: expected real numbers, found {array.Type.Name}.");
        }

        if (dtype == ScalarType.Int64 && array.Type.Kind == NpyKind.Real)
        {
            throw new InvalidDataException($"{array.Source}: expected whole numbers, found {array.Type.Name}.");
        }

        using var scope = NewDisposeScope();
        var tensor = array.ToTensor().to_type(dtype);
        long bad = tensor.isfinite().logical_not().sum().item<long>();
        return bad == 0
            ? tensor.MoveToOuterDisposeScope()
            : throw new InvalidDataException(
                $"{array.Source}: expected finite values, found {bad} that are NaN or infinite.");
    }
}
