using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// A causal convolution per channel with its activation: y_t = SiLU(b + Σ_j w_j·x_{t−k+1+j}), j = 0 .. k − 1, over the
/// present and the k − 1 frames before. x [B, L, E], w [E, 1, k] → y [B, L, E].
/// </summary>
/// <remarks>
/// A fused kernel on CPU float32, which gives first derivatives; separate operators elsewhere. The weight is stored as
/// that of <see cref="TorchSharp.Modules.Conv1d"/> with as many groups as channels.
/// </remarks>
public static class CausalConvolution
{
    /// <summary>The outputs for a sequence with zeros before it.</summary>
    /// <param name="x">[B, L, E], L at least 1, float32 or float64.</param>
    /// <param name="weight">w [E, 1, k].</param>
    /// <param name="bias">b [E]; null for zeros.</param>
    /// <param name="silu">Whether the SiLU is applied.</param>
    /// <returns>y [B, L, E].</returns>
    /// <exception cref="ArgumentException">A shape, an element type or a device does not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor? bias, bool silu = true)
    {
        using var scope = NewDisposeScope();
        return Run(x, weight, bias, window: null, silu).Y.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The outputs of a sequence that goes on from given frames, and the frames that the next part goes on from. Both
    /// have gradients with respect to all inputs.
    /// </summary>
    /// <param name="x">[B, L, E], L at least 1, float32 or float64.</param>
    /// <param name="weight">w [E, 1, k].</param>
    /// <param name="bias">b [E]; null for zeros.</param>
    /// <param name="window">The frames before x, [B, k − 1, E]; null for zeros.</param>
    /// <param name="silu">Whether the SiLU is applied.</param>
    /// <returns>y [B, L, E] and the last frames [B, k − 1, E].</returns>
    /// <exception cref="ArgumentException">A shape, an element type or a device does not fit.</exception>
    public static (Tensor Y, Tensor Window) Run(
        Tensor x, Tensor weight, Tensor? bias, Tensor? window = null, bool silu = true)
    {
        var inputs = new ConvolutionInputs(x, weight, bias, window, silu);
        inputs.RequireFitting("B L E");
        using var scope = NewDisposeScope();
        long context = inputs.Taps - 1;
        var y = inputs.Fuses ? ConvolutionFunction.Run(FusedKernels.Best, inputs) : Compose(inputs);
        var last = x.size(1) >= context ? x : Joined(inputs);
        last = last.narrow(1, last.size(1) - context, context).clone();
        return (y.MoveToOuterDisposeScope(), last.MoveToOuterDisposeScope());
    }

    /// <summary>One frame of real time, without gradients.</summary>
    /// <param name="x">[B, E], float32 or float64.</param>
    /// <param name="weight">w [E, 1, k].</param>
    /// <param name="bias">b [E]; null for zeros.</param>
    /// <param name="window">The frames before x, [B, k − 1, E]; moved on by x.</param>
    /// <param name="silu">Whether the SiLU is applied.</param>
    /// <returns>y [B, E].</returns>
    /// <exception cref="ArgumentException">A shape, an element type or a device does not fit.</exception>
    public static Tensor Step(Tensor x, Tensor weight, Tensor? bias, Tensor window, bool silu = true)
    {
        ArgumentNullException.ThrowIfNull(window);
        var inputs = new ConvolutionInputs(x, weight, bias, window, silu);
        inputs.RequireFitting("B E");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        inputs = inputs with { X = x.unsqueeze(1) };
        var y = inputs.Fuses ? ConvolutionFunction.Run(FusedKernels.Best, inputs) : Compose(inputs);
        window.copy_(Joined(inputs).narrow(1, 1, window.size(1)));
        return y.squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>The same by separate operators.</summary>
    internal static Tensor Compose(ConvolutionInputs inputs)
    {
        var y = nn.functional.conv1d(
            Joined(inputs).transpose(1, 2), inputs.Weight, inputs.Bias, groups: inputs.Weight.size(0));
        y = y.transpose(1, 2);
        return inputs.Silu ? nn.functional.silu(y) : y;
    }

    // [B, k − 1 + L, E]
    private static Tensor Joined(ConvolutionInputs inputs)
    {
        var x = inputs.X;
        long[] shape = [x.size(0), inputs.Taps - 1, x.size(2)];
        return cat([inputs.Window ?? zeros(shape, dtype: x.dtype, device: x.device), x], 1);
    }
}
