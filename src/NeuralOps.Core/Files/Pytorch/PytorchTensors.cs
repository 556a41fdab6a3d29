using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The calls that rebuild tensors, checked against their storage; nothing is allocated yet.</summary>
internal static class PytorchTensors
{
    private const int MaxAxes = 64;

    /// <summary>(storage, offset, size, stride, requires_grad, …).</summary>
    public static object? Rebuild(object?[] arguments) => arguments is
        [PytorchStorage { Dtype: { } dtype } storage, long offset, object?[] size, object?[] stride, bool gradient, ..]
        ? Checked(new PytorchTensor(storage, dtype, offset, Numbers(size), Numbers(stride), gradient), storage.Count)
        : throw PytorchCalls.Misfit("_rebuild_tensor_v2");

    /// <summary>(storage in bytes, offset, size, stride, requires_grad, hooks, dtype, …).</summary>
    public static object? RebuildTyped(object?[] arguments) => arguments is
        [PytorchStorage { Dtype: null } storage, long offset, object?[] size, object?[] stride, bool gradient,
            _, var type, ..]
        ? type is ScalarType dtype
            ? Checked(
                new PytorchTensor(storage, dtype, offset, Numbers(size), Numbers(stride), gradient),
                storage.Count / dtype.ElementSize())
            : throw new PickleException($"a tensor of {type}, which has no counterpart")
        : throw PytorchCalls.Misfit("_rebuild_tensor_v3");

    /// <summary>(tensor, requires_grad, hooks, …).</summary>
    public static object? RebuildParameter(object?[] arguments) =>
        arguments is [PytorchTensor tensor, bool gradient, ..]
            ? Differentiable(tensor with { RequiresGrad = gradient })
            : throw PytorchCalls.Misfit("_rebuild_parameter");

    private static PytorchTensor Differentiable(PytorchTensor tensor) =>
        !tensor.RequiresGrad || is_floating_point(tensor.Dtype) || is_complex(tensor.Dtype)
            ? tensor
            : throw new PickleException($"a tensor of {tensor.Dtype} that requires a gradient");

    private static long[] Numbers(object?[] items) =>
        [.. items.Select(item => item is long number and >= 0 ? number : throw PytorchCalls.Misfit("a shape"))];

    private static PytorchTensor Checked(PytorchTensor tensor, long available)
    {
        if (tensor.Size.Length != tensor.Stride.Length || tensor.Size.Length > MaxAxes || tensor.Offset < 0)
        {
            throw PytorchCalls.Misfit("a tensor");
        }

        Int128 end = tensor.Offset + (Int128)1;
        Int128 count = 1;
        for (int axis = 0; axis < tensor.Size.Length; axis++)
        {
            end += (Int128)(tensor.Size[axis] - 1) * tensor.Stride[axis];
            count *= tensor.Size[axis];
            if (count > long.MaxValue)
            {
                throw PytorchCalls.Misfit("a tensor");
            }
        }

        return count == 0 || end <= available
            ? Differentiable(tensor)
            : throw new PickleException(
                $"a tensor {Shape.Format(tensor.Size)} with strides {Shape.Format(tensor.Stride)} at {tensor.Offset}, "
                + $"beyond the {available} elements of its storage");
    }
}
