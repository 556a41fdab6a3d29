using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator Attention = new(
                "aten::scaled_dot_product_attention", "query key value attn_mask dropout_p is_causal");
            private static readonly Operator Dropout = new("aten::dropout", "input p train");
            private static readonly Operator DropoutInPlace = new("aten::dropout_", "self p train");
            private static readonly Operator FeatureDropout = new("aten::feature_dropout", "input p train");
            private static readonly Operator FeatureDropoutInPlace = new("aten::feature_dropout_", "self p train");

            /// <summary>
            /// <c>softmax(Q Kᵀ / √E + mask) V</c> over the last two dimensions [L, E]; a Bool mask keeps what is true.
            /// Composed of matrix products where libtorch has no fused operator.
            /// </summary>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                {
                    throw new ArgumentException("Expected no attn_mask together with is_casual.", nameof(attn_mask));
                }
                return Attention.IsAvailable
                    ? Attention.Call(query, key, value, attn_mask, p, is_casual)
                    : ComposedAttention(query, key, value, attn_mask, p, is_casual);
            }

            /// <summary>Zeroes elements with probability <paramref name="p"/> and scales the rest by 1/(1−p).</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? DropoutInPlace.InPlace(input, p, training).alias() : Dropout.Call(input, p, training);

            /// <summary>Zeroes whole channels.</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                DropChannels(input, 1, p, training, inplace);

            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                DropChannels(input, 2, p, training, inplace);

            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                DropChannels(input, 3, p, training, inplace);

            private static Tensor ComposedAttention(
                Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool isCausal)
            {
                using DisposeScope scope = NewDisposeScope();
                // The factor goes half to each side, as in libtorch's own composition.
                double root = Math.Sqrt(Math.Sqrt(1.0 / query.size(-1)));
                Tensor scores = query.mul(root).matmul(key.mul(root).transpose(-2, -1));
                if (isCausal)
                {
                    mask = ones([query.size(-2), key.size(-2)], dtype: ScalarType.Bool, device: query.device).tril();
                }
                if (mask is not null)
                {
                    scores = mask.dtype == ScalarType.Bool
                        ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity)
                        : scores.add(mask);
                }
                Tensor weights = softmax(scores, -1);
                return (p > 0 ? dropout(weights, p) : weights).matmul(value).MoveToOuterDisposeScope();
            }

            // Without a batch dimension libtorch would take the channels for it.
            private static Tensor DropChannels(Tensor input, int spatial, double p, bool training, bool inplace)
            {
                if (input.ndim != spatial + 1)
                {
                    return inplace
                        ? FeatureDropoutInPlace.InPlace(input, p, training).alias()
                        : FeatureDropout.Call(input, p, training);
                }
                using Tensor batch = input.unsqueeze(0);
                using Tensor dropped = inplace
                    ? FeatureDropoutInPlace.InPlace(batch, p, training).alias()
                    : FeatureDropout.Call(batch, p, training);
                return dropped.squeeze(0);
            }
        }
    }
}
