using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The tensors of one call of <see cref="SelectiveScan"/>.</summary>
internal sealed record ScanInputs(
    Tensor U, Tensor Delta, Tensor A, Tensor B, Tensor C, SelectiveScanTerms Terms, Tensor? State)
{
    /// <summary>Whether the kernel takes them; all have the type and device of u.</summary>
    public bool Fuses => U.dtype == ScalarType.Float32 && U.device_type == DeviceType.CPU;

    /// <summary>Refuses what does not fit together.</summary>
    /// <param name="channels">The axes of u: <c>B L E</c>, or <c>B E</c> for one step.</param>
    /// <param name="states">The axes of B and C.</param>
    public void RequireFitting(string channels, string states)
    {
        Shape.Require(U, channels, [.. channels.Split(' ').Select(_ => Shape.Any)], "u");
        TensorLike.RequireReal(U, "u");
        Shape.Require(A, "E N", [U.size(-1), Shape.Any], "a");
        TensorLike.RequireReal(A, "a");
        long[] perState = [.. U.shape[..^1], A.size(1)];
        Require(Delta, channels, U.shape, "delta");
        Require(A, "E N", A.shape, "a");
        Require(B, states, perState, "b");
        Require(C, states, perState, "c");
        Require(Terms.D, "E", [U.size(-1)], "d");
        Require(Terms.Z, channels, U.shape, "z");
        Require(Terms.DeltaBias, "E", [U.size(-1)], "deltaBias");
        Require(State, "B E N", [U.size(0), .. A.shape], "state");
    }

    /// <summary>The same in contiguous memory.</summary>
    public ScanInputs Contiguous() => new(
        U.contiguous(),
        Delta.contiguous(),
        A.contiguous(),
        B.contiguous(),
        C.contiguous(),
        Terms with
        {
            D = Terms.D?.contiguous(),
            Z = Terms.Z?.contiguous(),
            DeltaBias = Terms.DeltaBias?.contiguous(),
        },
        State?.contiguous());

    private void Require(Tensor? x, string axes, ReadOnlySpan<long> shape, string name)
    {
        if (x is not null)
        {
            Shape.Require(x, axes, shape, name);
            TensorLike.Require(x, U, name);
        }
    }
}
