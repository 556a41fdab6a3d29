using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Maps an operator's bottleneck to the latent space of a VQ-VAE: mean over space, Linear C → 512, batch norm, ReLU,
/// dropout 0.1, Linear 512 → D; weights uniform after Glorot and Bengio 2010, biases 0. x [B, C, H, W] → [B, D].
/// </summary>
public sealed class LatentProjector : Module<Tensor, Tensor>
{
    private const int Hidden = 512;
    private const double DropoutShare = 0.1;

    private readonly AdaptiveAvgPool2d pool;
    private readonly Sequential projection;

    /// <summary>A projector with random weights from the default generator.</summary>
    /// <param name="channels">C, channels of the bottleneck, from 1.</param>
    /// <param name="latentDim">D, the width of the VQ-VAE's latents, from 1.</param>
    public LatentProjector(long channels, long latentDim)
        : base(nameof(LatentProjector))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(latentDim, 1);
        (Channels, LatentDim) = (channels, latentDim);
        pool = AdaptiveAvgPool2d(1);
        projection = Sequential(
            Glorot(Linear(channels, Hidden)), BatchNorm1d(Hidden), ReLU(), Dropout(DropoutShare),
            Glorot(Linear(Hidden, latentDim)));
        RegisterComponents();
    }

    /// <summary>C.</summary>
    public long Channels { get; }

    /// <summary>D.</summary>
    public long LatentDim { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, C, H, W].</exception>
    public override Tensor forward(Tensor input)
    {
        Shape.Require(input, "B C H W", [Shape.Any, Channels, Shape.Any, Shape.Any]);
        using var scope = NewDisposeScope();
        return projection.call(pool.call(input).flatten(1)).MoveToOuterDisposeScope(); // [B, D]
    }

    private static Linear Glorot(Linear layer)
    {
        init.xavier_uniform_(layer.weight);
        init.zeros_(layer.bias!);
        return layer;
    }
}
