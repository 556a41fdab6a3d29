using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Motion from text: the mean of a transformer over the tokens becomes, through a linear map, a condition c; frame t
/// starts as c + position_t and passes layers x ← x + Mamba(N(x)) and a decoder; the length is σ(w·c + b) of the
/// longest. tokens int64 [B, S], 0 for padding → motion [B, T, M] and length [B].
/// </summary>
/// <remarks>The text is encoded once, then frames stream: <see cref="Continue"/> carries <c>position</c> [B, 1], the
/// number of frames done, and <c>layers.i.conv</c>, <c>layers.i.scan</c>. Weight names are the reference's.</remarks>
public sealed partial class TextToMotionSsm : Module<Tensor, TextToMotionOutput>
{
    private readonly TextEncoder text_encoder;
    private readonly Linear condition_proj;
    private readonly Embedding pos_embed;
    private readonly ModuleList<Mamba> layers;
    private readonly ModuleList<LayerNorm> norms;
    private readonly MotionDecoder decoder;

    /// <summary>A model with random weights from the default generator.</summary>
    /// <param name="options">Its sizes.</param>
    /// <exception cref="ArgumentException">The width of a token is not a multiple of the heads.</exception>
    public TextToMotionSsm(TextToMotionOptions options)
        : base(nameof(TextToMotionSsm))
    {
        Options = options;
        int width = options.Mamba.Width;
        text_encoder = new TextEncoder(options);
        condition_proj = Linear(options.TextWidth, width);
        pos_embed = Embedding(options.MaxMotionLength, width);
        layers = ModuleList<Mamba>([.. Enumerable.Range(0, options.Layers).Select(_ => new Mamba(options.Mamba))]);
        norms = ModuleList<LayerNorm>([.. Enumerable.Range(0, options.Layers).Select(_ => LayerNorm(width))]);
        decoder = new MotionDecoder(width, options.MotionDim);
        States = [new("position", 1), .. MotionSsm.StatesOf(layers)];
        RegisterComponents();
    }

    /// <summary>Its sizes.</summary>
    public TextToMotionOptions Options { get; }

    /// <summary>The states that one sample carries, in the order of execution.</summary>
    public IReadOnlyList<GraphSignal> States { get; }

    /// <inheritdoc/>
    /// <remarks>The longest motion.</remarks>
    /// <exception cref="ArgumentException">As of <see cref="Encode"/>.</exception>
    public override TextToMotionOutput forward(Tensor input) => forward(input, Options.MaxMotionLength);

    /// <summary>The first frames of the motion of texts.</summary>
    /// <param name="tokens">int64 [B, S], 0 for padding.</param>
    /// <param name="frames">T, from 1 to the longest motion.</param>
    /// <exception cref="ArgumentException">As of <see cref="Encode"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is out of range.</exception>
    public TextToMotionOutput forward(Tensor tokens, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, Options.MaxMotionLength);
        using var scope = NewDisposeScope();
        var text = Encode(tokens);
        var x = text.Condition.unsqueeze(1) + pos_embed.weight!.narrow(0, 0, frames); // [B, T, D]
        var motion = decoder.call(MotionSsm.Residual(layers, norms, x, []));
        return new(motion.MoveToOuterDisposeScope(), text.Length.MoveToOuterDisposeScope());
    }

    /// <summary>What the motion needs of texts.</summary>
    /// <param name="tokens">int64 [B, S], 0 for padding.</param>
    /// <exception cref="ArgumentException">The tokens are not int64 [B, S], too many, or no ids of the vocabulary.
    /// </exception>
    public TextCondition Encode(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var embedding = text_encoder.call(tokens);
        var condition = condition_proj.call(embedding);
        var length = decoder.LengthShare(condition) * Options.MaxMotionLength;
        return new(
            embedding.MoveToOuterDisposeScope(), condition.MoveToOuterDisposeScope(), length.MoveToOuterDisposeScope());
    }

    /// <summary>The state before the first frame.</summary>
    /// <param name="batch">B, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">B is less than 1.</exception>
    public SequenceState Start(long batch = 1) => SequenceState.Zeros(States, batch, Frames.WeightOf(this));

    /// <summary>The next frames after those that made a state, which moves on; see
    /// <see cref="SequenceModel.Continue"/>.</summary>
    /// <param name="conditions">The condition of each frame, [B, L, D]: of one text, a
    /// <see cref="TextCondition.Condition"/> expanded over L frames.</param>
    /// <param name="state">From <see cref="Start"/>.</param>
    /// <returns>[B, L, M].</returns>
    /// <exception cref="ArgumentException">The conditions are not [B, L, D] with L from 1, or of another dtype than the
    /// weights, the state is that of another model or batch, or the frames pass the longest motion.</exception>
    public Tensor Continue(Tensor conditions, SequenceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Frames.Require(conditions, "D", Options.Mamba.Width, this);
        return state.Advance(States, conditions.size(0), tensors => Advance(conditions, tensors));
    }

    private Tensor Advance(Tensor conditions, Span<Tensor> state)
    {
        (var done, long length) = (state[0].detach(), conditions.size(1)); // [B, 1]
        long end = done.max().to(ScalarType.Int64).item<long>() + length;
        if (end > Options.MaxMotionLength)
        {
            throw new ArgumentException(
                $"Expected at most {Options.MaxMotionLength} frames of motion, got {end}.", nameof(conditions));
        }

        var places = done.to(ScalarType.Int64) + arange(length, ScalarType.Int64, done.device); // [B, L]
        state[0] = done + length;
        return decoder.call(MotionSsm.Residual(layers, norms, conditions + pos_embed.call(places), state[1..]));
    }
}
