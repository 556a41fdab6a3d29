using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The tensors of one call of <see cref="CausalConvolution"/>.</summary>
internal sealed record ConvolutionInputs(Tensor X, Tensor Weight, Tensor? Bias, Tensor? Window, bool Silu)
{
    /// <summary>Whether the kernel takes them; all have the type and device of x.</summary>
    public bool Fuses => X.dtype == ScalarType.Float32 && X.device_type == DeviceType.CPU;

    /// <summary>k.</summary>
    public long Taps => Weight.size(2);

    /// <summary>Those that are there.</summary>
    public Tensor[] Tensors => [.. new[] { X, Weight, Bias, Window }.OfType<Tensor>()];

    /// <summary>Refuses what does not fit together.</summary>
    /// <param name="axes">The axes of x: <c>B L E</c>, or <c>B E</c> for one frame.</param>
    public void RequireFitting(string axes)
    {
        Shape.Require(X, axes, [.. axes.Split(' ').Select(_ => Shape.Any)], "x");
        TensorLike.RequireReal(X, "x");
        Shape.Require(Weight, "E C_in/groups k", [X.size(-1), 1, Shape.Any], "weight");
        TensorLike.RequireReal(Weight, "weight");
        Require(Weight, "E C_in/groups k", Weight.shape, "weight");
        Require(Bias, "E", [X.size(-1)], "bias");
        Require(Window, "B k-1 E", [X.size(0), Taps - 1, X.size(-1)], "window");
    }

    /// <summary>The same in contiguous memory.</summary>
    public ConvolutionInputs Contiguous() => this with
    {
        X = X.contiguous(),
        Weight = Weight.contiguous(),
        Bias = Bias?.contiguous(),
        Window = Window?.contiguous(),
    };

    private void Require(Tensor? given, string axes, ReadOnlySpan<long> shape, string name)
    {
        if (given is not null)
        {
            Shape.Require(given, axes, shape, name);
            TensorLike.Require(given, X, name);
        }
    }
}
