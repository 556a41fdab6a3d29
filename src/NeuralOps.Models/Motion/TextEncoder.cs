using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Words and their places as vectors, transformer layers over them, and their mean.
/// tokens int64 [B, S], 0 for padding → [B, D].</summary>
internal sealed partial class TextEncoder : Module<Tensor, Tensor>
{
    private readonly Embedding word_embed;
    private readonly Embedding pos_embed;
    private readonly TransformerStack encoder;
    private readonly TextToMotionOptions options;

    public TextEncoder(TextToMotionOptions options)
        : base(nameof(TextEncoder))
    {
        this.options = options;
        word_embed = Embedding(options.VocabSize, options.TextWidth, padding_idx: 0);
        pos_embed = Embedding(options.MaxTextLength, options.TextWidth);
        encoder = new TransformerStack(options.TextLayers, new()
        {
            Width = options.TextWidth,
            Heads = options.Heads,
            FeedForward = options.FeedForward,
            Dropout = options.Dropout,
        });
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Require(input);
        var x = word_embed.call(input) + pos_embed.weight!.narrow(0, 0, input.size(1)); // [B, S, D]
        if (!options.MasksPadding)
        {
            return encoder.Run(x, null).mean([1]);
        }

        // The first token counts always, so that an empty text has a mean.
        var isWord = cat([ones_like(input.narrow(1, 0, 1)), input.narrow(1, 1, input.size(1) - 1)], 1).ne(0);
        var weight = isWord.to(x.dtype).unsqueeze(-1);
        x = encoder.Run(x, isWord.unsqueeze(1).unsqueeze(1)); // seen by all: [B, 1, 1, S]
        return (x * weight).sum([1]) / weight.sum([1]);
    }

    private void Require(Tensor tokens)
    {
        Tokens.Require(tokens, options.VocabSize);
        if (tokens.size(1) > options.MaxTextLength)
        {
            throw new ArgumentException(
                $"Expected at most {options.MaxTextLength} tokens, got {tokens.size(1)}.", nameof(tokens));
        }
    }
}
