using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients of a recorded computation.</summary>
    public static partial class autograd
    {
        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>
        /// Accumulates the gradients of <paramref name="tensors"/> into the leaves, or into <paramref name="inputs"/>.
        /// </summary>
        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            IntPtr[] roots = Handles(tensors);
            IntPtr[] seeds = Handles(grad_tensors);
            IntPtr[] leaves = Handles(inputs);
            fixed (IntPtr* root = roots, seed = seeds, leaf = leaves)
            {
                NativeMethods.Check(NativeMethods.no_backward(
                    root, roots.Length, seed, seeds.Length, (retain_graph ?? create_graph) ? 1 : 0,
                    create_graph ? 1 : 0, leaf, leaves.Length));
            }
            KeepAlive(tensors, grad_tensors, inputs);
        }

        /// <summary>
        /// The gradients of <paramref name="outputs"/> with respect to <paramref name="inputs"/>; null where unused.
        /// </summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            IntPtr[] roots = Handles(outputs);
            IntPtr[] leaves = Handles(inputs);
            IntPtr[] seeds = Handles(grad_outputs);
            var results = new IntPtr[leaves.Length];
            fixed (IntPtr* root = roots, leaf = leaves, seed = seeds, result = results)
            {
                NativeMethods.Check(NativeMethods.no_grad(
                    root, roots.Length, leaf, leaves.Length, seed, seeds.Length, retain_graph ? 1 : 0,
                    create_graph ? 1 : 0, allow_unused ? 1 : 0, result));
            }
            KeepAlive(outputs, inputs, grad_outputs);
            return [.. results.Select(handle => handle == IntPtr.Zero ? null! : new Tensor(handle))];
        }

        private static IntPtr[] Handles(IList<Tensor>? tensors) =>
            tensors is null ? [] : [.. tensors.Select(tensor => tensor?.Handle ?? IntPtr.Zero)];

        private static void KeepAlive(params object?[] objects) => GC.KeepAlive(objects);
    }
}
