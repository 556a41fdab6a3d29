using TorchSharp.Modules;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Operations on all parameters of a module.</summary>
        public static class utils
        {
            private static readonly Operator Cat = new("aten::cat", "tensors dim");

            /// <summary>
            /// Scales all gradients by <c>min(1, max_norm / (‖g‖ + 1e-6))</c>, the norm over all of them together,
            /// which is returned as it was before.
            /// </summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using IDisposable grad = no_grad();
                using DisposeScope scope = NewDisposeScope();
                Tensor[] gradients = Gradients(tensors);
                if (gradients.Length == 0)
                {
                    return 0;
                }
                Tensor total = Foreach.Norm(gradients, norm_type);
                Tensor factor = total.add(1e-6).reciprocal().mul(max_norm);
                double scale = factor.ToDouble();
                if (!(scale >= 1))
                {
                    Foreach.Mul(gradients, scale);
                }
                return total.ToDouble();
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using DisposeScope scope = NewDisposeScope();
                return Cat.Call(tensors.Select(tensor => tensor.reshape(-1)).ToArray(), 0).MoveToOuterDisposeScope();
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> tensors) =>
                [.. tensors.Select(tensor => tensor.grad).OfType<Tensor>()];
        }
    }
}
