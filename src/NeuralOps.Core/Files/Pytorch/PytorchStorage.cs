using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>A storage that a pickle refers to.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Dtype">The type of its elements, or null for bytes whose type each tensor names.</param>
/// <param name="Offset">The first element, where the storage is a view of another.</param>
/// <param name="Count">The number of elements.</param>
internal sealed record PytorchStorage(string Key, ScalarType? Dtype, long Offset, long Count);

/// <summary>A tensor that is read but not made: a view of a storage.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Dtype">The type of the elements.</param>
/// <param name="Offset">The first element in the storage.</param>
/// <param name="Size">The lengths of the axes.</param>
/// <param name="Stride">The steps of the axes in elements.</param>
/// <param name="RequiresGrad">Whether a gradient is wanted.</param>
internal sealed record PytorchTensor(
    PytorchStorage Storage, ScalarType Dtype, long Offset, long[] Size, long[] Stride, bool RequiresGrad);
