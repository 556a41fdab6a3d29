using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The kernels that are written over <see cref="IFloats{TSelf}"/>, in one length of register.</summary>
internal abstract class FusedKernels
{
    /// <summary>Those in every length that this processor has, the longest first.</summary>
    public static FusedKernels[] Supported { get; } =
        Vector512.IsHardwareAccelerated
            ? [new Registers<Floats512>(), new Registers<Floats256>(), new Registers<Floats128>()]
            : Vector256.IsHardwareAccelerated ? [new Registers<Floats256>(), new Registers<Floats128>()]
            : [new Registers<Floats128>()];

    /// <summary>Those in the longest registers of this processor.</summary>
    public static FusedKernels Best { get; } = Supported[0];

    /// <summary>Outputs and last states of <see cref="SelectiveScan"/>, and what its gradients need of the others.</summary>
    public abstract (Tensor Y, Tensor Last, Tensor? Kept) Scan(ScanInputs inputs, bool isRecorded);

    /// <summary>The gradients of <see cref="Scan"/>.</summary>
    public abstract ScanGradients ScanBack(ScanInputs inputs, Tensor kept, Tensor gradientY, Tensor gradientLast);

    /// <summary>One step of <see cref="SelectiveScan"/>.</summary>
    public abstract Tensor Step(ScanInputs inputs);

    /// <summary>The outputs of <see cref="CausalConvolution"/>.</summary>
    public abstract Tensor Convolve(ConvolutionInputs inputs);

    /// <summary>Gradients with respect to x, the weight, the bias and the window.</summary>
    public abstract (Tensor X, Tensor Weight, Tensor Bias, Tensor Window) ConvolveBack(
        ConvolutionInputs inputs, Tensor gradientY);

    /// <summary><see cref="InstanceNormGeluKernel{TVector}.Forward"/>.</summary>
    public abstract void Normalise(
        Tensor x, Tensor weight, Tensor bias, Tensor? residual, Tensor y, Tensor statistics, float epsilon);

    /// <summary><see cref="InstanceNormGeluKernel{TVector}.Backward"/>.</summary>
    public abstract void NormaliseBack(
        Tensor x, Tensor weight, Tensor bias, Tensor statistics, Tensor gradient, Tensor gradientX, Tensor shares);

    private sealed class Registers<TVector> : FusedKernels
        where TVector : struct, IFloats<TVector>
    {
        public override (Tensor Y, Tensor Last, Tensor? Kept) Scan(ScanInputs inputs, bool isRecorded) =>
            new ScanKernel<TVector>(inputs).Forward(isRecorded);

        public override ScanGradients ScanBack(
            ScanInputs inputs, Tensor kept, Tensor gradientY, Tensor gradientLast) =>
            new ScanKernel<TVector>(inputs).Backward(kept, gradientY, gradientLast);

        public override Tensor Step(ScanInputs inputs) => ScanStep<TVector>.Run(inputs);

        public override Tensor Convolve(ConvolutionInputs inputs) => new ConvolutionKernel<TVector>(inputs).Forward();

        public override (Tensor X, Tensor Weight, Tensor Bias, Tensor Window) ConvolveBack(
            ConvolutionInputs inputs, Tensor gradientY) => new ConvolutionKernel<TVector>(inputs).Backward(gradientY);

        public override void Normalise(
            Tensor x, Tensor weight, Tensor bias, Tensor? residual, Tensor y, Tensor statistics, float epsilon) =>
            InstanceNormGeluKernel<TVector>.Forward(x, weight, bias, residual, y, statistics, epsilon);

        public override void NormaliseBack(
            Tensor x, Tensor weight, Tensor bias, Tensor statistics, Tensor gradient, Tensor gradientX,
            Tensor shares) =>
            InstanceNormGeluKernel<TVector>.Backward(x, weight, bias, statistics, gradient, gradientX, shares);
    }
}
