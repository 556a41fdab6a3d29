using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator BatchNorm = new(
                "aten::batch_norm", "input weight bias running_mean running_var training momentum eps cudnn_enabled");
            private static readonly Operator InstanceNorm = new(
                "aten::instance_norm",
                "input weight bias running_mean running_var use_input_stats momentum eps cudnn_enabled");
            private static readonly Operator GroupNorm = new("aten::group_norm", "input num_groups weight bias eps");
            private static readonly Operator LayerNorm =
                new("aten::layer_norm", "input normalized_shape weight bias eps");
            private static readonly Operator NormAlong = new("aten::norm.ScalarOpt_dim", "self p dim keepdim");
            private static readonly Operator CosineSimilarity = new("aten::cosine_similarity", "x1 x2 dim eps");

            /// <summary>Normalises each channel over the batch; running statistics are updated when training.</summary>
            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1E-05) =>
                BatchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            /// <summary>Normalises each channel of each sample over space.</summary>
            public static Tensor instance_norm(
                Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null,
                Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1E-05) =>
                InstanceNorm.Call(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);

            public static Tensor group_norm(
                Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05) =>
                GroupNorm.Call(input, num_groups, weight, bias, eps);

            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null,
                double eps = 1E-05) =>
                LayerNorm.Call(input, normalized_shape, weight, bias, eps);

            /// <summary><c>x / max(‖x‖ₚ, ε)</c> along <paramref name="dim"/>.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1E-12)
            {
                using Tensor norm = NormAlong.Call(input, p, new[] { dim }, true);
                using Tensor bounded = norm.clamp_min(eps);
                return input / bounded;
            }

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1E-08) =>
                CosineSimilarity.Call(x1, x2, dim, eps);
        }
    }
}
