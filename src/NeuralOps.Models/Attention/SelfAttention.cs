using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>softmax(Q Kᵀ / √(D/H)) V for H heads, then a linear map. x [B, L, D] → [B, L, D]. Weight names and start
/// are those of PyTorch's MultiheadAttention.</summary>
internal sealed partial class SelfAttention : Module<Tensor, Tensor>
{
    private readonly Parameter in_proj_weight;
    private readonly Parameter in_proj_bias;
    private readonly Linear out_proj;
    private readonly int heads;
    private readonly double dropout;

    public SelfAttention(TransformerOptions options)
        : base(nameof(SelfAttention))
    {
        int d = options.Width;
        (heads, dropout) = (options.Heads, options.Dropout);
        in_proj_weight = new Parameter(init.xavier_uniform_(empty(3 * d, d)));
        in_proj_bias = new Parameter(zeros(3 * d));
        out_proj = Linear(d, d);
        init.zeros_(out_proj.bias!);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => Advance(input, null, []);

    /// <summary>Attention over the frames of a cache and x; the cache, keys and values [B, t, D], takes in those of x.
    /// </summary>
    /// <param name="x">[B, L, D].</param>
    /// <param name="mask">What may be seen, true, of a shape that expands to [B, H, L, t+L]; null for all.</param>
    /// <param name="cache">Keys and values, or none.</param>
    public Tensor Advance(Tensor x, Tensor? mask, Span<Tensor> cache)
    {
        var parts = functional.linear(x, in_proj_weight, in_proj_bias).chunk(3, -1);
        var (q, k, v) = (parts[0], parts[1], parts[2]); // [B, L, D]
        if (!cache.IsEmpty)
        {
            (cache[0], cache[1]) = (cat([cache[0], k], 1), cat([cache[1], v], 1));
            (k, v) = (cache[0], cache[1]); // [B, t+L, D]
        }

        var y = functional.scaled_dot_product_attention(
            Split(q), Split(k), Split(v), mask, training ? dropout : 0); // [B, H, L, D/H]
        return out_proj.call(y.transpose(1, 2).flatten(2));
    }

    private Tensor Split(Tensor x) => x.unflatten(-1, [heads, -1]).transpose(1, 2);
}
