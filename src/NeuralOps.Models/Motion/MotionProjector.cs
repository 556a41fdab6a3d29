using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Motion features to a model's width and back, frame by frame, each way a linear map, SiLU and a linear map.
/// Encoded [B, L, M] → [B, L, D], decoded [B, L, D] → [B, L, M]; forward is one after the other.</summary>
public sealed partial class MotionProjector : Module<Tensor, Tensor>
{
    private readonly Sequential encoder;
    private readonly Sequential decoder;

    /// <summary>A projector with random weights from the default generator.</summary>
    /// <param name="options">Its sizes.</param>
    public MotionProjector(MotionProjectorOptions options)
        : base(nameof(MotionProjector))
    {
        Options = options;
        (int m, int d) = (options.MotionDim, options.Width);
        encoder = Sequential(Linear(m, d), SiLU(), Linear(d, d));
        decoder = Sequential(Linear(d, d), SiLU(), Linear(d, m));
        RegisterComponents();
    }

    /// <summary>Its sizes.</summary>
    public MotionProjectorOptions Options { get; }

    /// <summary>Motion [B, L, M] → [B, L, D].</summary>
    /// <param name="motion">[B, L, M].</param>
    /// <exception cref="ArgumentException">The shape differs, or the dtype from that of the weights.</exception>
    public Tensor Encode(Tensor motion)
    {
        Frames.Require(motion, "M", Options.MotionDim, this);
        return encoder.call(motion);
    }

    /// <summary>[B, L, D] → motion [B, L, M].</summary>
    /// <param name="encoded">[B, L, D].</param>
    /// <exception cref="ArgumentException">The shape differs, or the dtype from that of the weights.</exception>
    public Tensor Decode(Tensor encoded)
    {
        Frames.Require(encoded, "D", Options.Width, this);
        return decoder.call(encoded);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">As of <see cref="Encode"/>.</exception>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(input)).MoveToOuterDisposeScope();
    }
}
