using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Losses;

/// <summary>
/// L = w_mse·mean((û − u)²) + w_div·<see cref="DivergenceLoss"/> + w_grad·<see cref="GradientLoss"/>(density)
/// + w_emit·<see cref="EmitterLoss"/>, over fields û, u [B, 3, H, W] = (d, vx, vz).
/// </summary>
/// <param name="options">Weights and stencil.</param>
public sealed class FluidLoss(FluidLossOptions options)
{
    /// <summary>Weights and stencil.</summary>
    public FluidLossOptions Options { get; } = options;

    /// <summary>The loss of one step.</summary>
    /// <param name="prediction">û [B, 3, H, W].</param>
    /// <param name="target">u [B, 3, H, W].</param>
    /// <param name="input">What the step was made of, [B, 6, H, W]: d, vx, vz, previous d, emitter, collider.</param>
    /// <returns>The total, differentiable; and the parts <c>mse</c>, <c>divergence</c>, <c>gradient</c>, <c>emitter</c>
    /// and
    /// <c>total</c>, unweighted but for the last and detached.</returns>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public LossTerms Of(Tensor prediction, Tensor target, Tensor input)
    {
        Shape.Require(prediction, "B C H W", [Shape.Any, 3, Shape.Any, Shape.Any]);
        Shape.Require(input, "B C H W", [prediction.size(0), 6, prediction.size(2), prediction.size(3)]);
        using var scope = NewDisposeScope();
        var terms = Of(prediction, target, input.narrow(1, 0, 1), input.narrow(1, 4, 2));
        return MoveOut(scope, terms);
    }

    /// <summary>The loss of one step.</summary>
    /// <param name="prediction">û [B, 3, H, W].</param>
    /// <param name="target">u [B, 3, H, W].</param>
    /// <param name="density">The density before the step, [B, 1, H, W].</param>
    /// <param name="masks">Emitter and collider of the step, [B, 2, H, W].</param>
    /// <returns>As of the other overload.</returns>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public LossTerms Of(Tensor prediction, Tensor target, Tensor density, Tensor masks)
    {
        Shape.Require(prediction, "B C H W", [Shape.Any, 3, Shape.Any, Shape.Any]);
        (long batch, long height, long width) = (prediction.size(0), prediction.size(2), prediction.size(3));
        Shape.Require(target, "B C H W", [batch, 3, height, width]);
        Shape.Require(density, "B C H W", [batch, 1, height, width]);
        Shape.Require(masks, "B C H W", [batch, 2, height, width]);
        using var scope = NewDisposeScope();
        var predicted = prediction.narrow(1, 0, 1);
        var mask = FluidMask.Of(masks);
        var mse = Term(Options.MseWeight, () => functional.mse_loss(prediction, target));
        var divergence = Term(
            Options.DivergenceWeight, () => DivergenceLoss.Of(prediction.narrow(1, 1, 2), mask, Options.Stencil));
        var gradient = Term(
            Options.GradientWeight,
            () => GradientLoss.Of(predicted, target.narrow(1, 0, 1), mask, Options.Stencil));
        var emitter = Term(Options.EmitterWeight, () => EmitterLoss.Of(predicted, masks.narrow(1, 0, 1), density));
        var total = (mse * Options.MseWeight)
            .add(divergence, alpha: Options.DivergenceWeight)
            .add(gradient, alpha: Options.GradientWeight)
            .add(emitter, alpha: Options.EmitterWeight);
        var parts = new Dictionary<string, Tensor>
        {
            ["mse"] = mse.detach(),
            ["divergence"] = divergence.detach(),
            ["gradient"] = gradient.detach(),
            ["emitter"] = emitter.detach(),
            ["total"] = total.detach(),
        };
        return MoveOut(scope, new LossTerms(total, parts));
    }

    private static Tensor Term(double weight, Func<Tensor> term)
    {
        if (weight > 0)
        {
            return term();
        }

        using var quiet = no_grad();
        return term();
    }

    private static LossTerms MoveOut(TorchSharp.DisposeScope scope, LossTerms terms)
    {
        scope.MoveToOuter(terms.Total);
        foreach (var part in terms.Parts.Values)
        {
            scope.MoveToOuter(part);
        }

        return terms;
    }
}
