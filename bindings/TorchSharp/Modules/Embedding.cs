using TorchSharp.Modules;
using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>Rows of a table, chosen by integer indices.</summary>
    public sealed class Embedding : Module<Tensor, Tensor>
    {
        private static readonly Operator Lookup =
            new("aten::embedding", "weight indices padding_idx scale_grad_by_freq");
        private readonly long padding;
        private readonly bool scale;

        internal Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx, bool scale_grad_by_freq, Device? device,
            ScalarType? dtype)
            : this(
                new Parameter(init.normal_(empty([num_embeddings, embedding_dims], dtype: dtype, device: device))),
                padding_idx, scale_grad_by_freq)
        {
            if (padding_idx is { } row)
            {
                using IDisposable grad = no_grad();
                using Tensor padded = weight.select(0, row);
                padded.zero_();
            }
        }

        internal Embedding(Parameter weight, long? padding_idx, bool scale_grad_by_freq)
            : base(nameof(Embedding))
        {
            long rows = weight.size(0);
            padding = padding_idx is < 0 ? padding_idx.Value + rows : padding_idx ?? -1;
            scale = scale_grad_by_freq;
            this.weight = weight;
        }

        public Parameter weight
        {
            get => OwnParameter(nameof(weight))!;
            set => ConditionallyRegisterParameter(nameof(weight), value);
        }

        public override Tensor forward(Tensor input) => Lookup.Call(weight, input, padding, scale);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>
            /// A table of normally distributed rows; norm limits and sparse gradients are not offered.
            /// </summary>
            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null,
                double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null,
                ScalarType? dtype = null)
            {
                if (max_norm is not null || sparse)
                {
                    throw new NotSupportedException("Embedding takes no max_norm and no sparse gradients here.");
                }
                return new Embedding(num_embeddings, embedding_dims, padding_idx, scale_grad_by_freq, device, dtype);
            }
        }
    }
}
