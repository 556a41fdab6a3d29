using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Self-attention, then linear, ReLU, linear, each beside the identity and with a layer norm before it or
/// after the sum. x [B, L, D] → [B, L, D]. Weight names are those of PyTorch's TransformerEncoderLayer.</summary>
internal sealed partial class TransformerLayer : Module<Tensor, Tensor>
{
    private readonly SelfAttention self_attn;
    private readonly Linear linear1;
    private readonly Linear linear2;
    private readonly LayerNorm norm1;
    private readonly LayerNorm norm2;
    private readonly TransformerOptions options;

    public TransformerLayer(TransformerOptions options)
        : base(nameof(TransformerLayer))
    {
        this.options = options;
        if (options.Width % options.Heads != 0)
        {
            throw new ArgumentException(
                $"Expected a width that is a multiple of the {options.Heads} heads, got {options.Width}.",
                nameof(options));
        }

        self_attn = new SelfAttention(options);
        linear1 = Linear(options.Width, options.FeedForward);
        linear2 = Linear(options.FeedForward, options.Width);
        norm1 = LayerNorm(options.Width);
        norm2 = LayerNorm(options.Width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => Advance(input, null, []);

    /// <summary>The same with a mask and a cache, as of <see cref="SelfAttention.Advance"/>.</summary>
    public Tensor Advance(Tensor x, Tensor? mask, Span<Tensor> cache)
    {
        if (options.NormFirst)
        {
            x = x + Drop(self_attn.Advance(norm1.call(x), mask, cache));
            return x + Feed(norm2.call(x));
        }

        x = norm1.call(x + Drop(self_attn.Advance(x, mask, cache)));
        return norm2.call(x + Feed(x));
    }

    private Tensor Feed(Tensor x) => Drop(linear2.call(Drop(linear1.call(x).relu())));

    private Tensor Drop(Tensor x) => training && options.Dropout > 0 ? functional.dropout(x, options.Dropout) : x;
}
