using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// The recurrence of a selective state space: h_t = exp(δ_t A)·h_{t−1} + δ_t·B_t·u_t and y_t = Σ_n C_t h_t per channel,
/// where the steps δ, the inputs' weights B and the outputs' weights C change with time.
/// u [B, L, E], δ [B, L, E], A [E, N], B and C [B, L, N] → y [B, L, E].
/// </summary>
/// <remarks>
/// <para>A fused kernel on CPU float32: between the steps that it keeps, one of 64, states are computed again for the
/// gradients, and sums have one order for any number of threads. It gives first derivatives. States that have decayed
/// below 2^−100 become 0. Separate operators elsewhere, which keep every state.</para>
/// <para>Gu and Dao, Mamba, arXiv:2312.00752, section 3. The input is discretised as δ·B, not by zero-order hold, like
/// the code of that paper.</para>
/// </remarks>
public static class SelectiveScan
{
    /// <summary>The outputs for a sequence that starts at rest.</summary>
    /// <param name="u">Inputs [B, L, E], L at least 1, float32 or float64.</param>
    /// <param name="delta">Δ [B, L, E]: δ before <paramref name="terms"/>.</param>
    /// <param name="a">A [E, N], negative where the states are to decay.</param>
    /// <param name="b">B [B, L, N].</param>
    /// <param name="c">C [B, L, N].</param>
    /// <param name="terms">Gate, direct path and how δ follows from Δ; null for none of them.</param>
    /// <returns>y [B, L, E].</returns>
    /// <exception cref="ArgumentException">A shape, an element type or a device does not fit.</exception>
    public static Tensor Apply(
        Tensor u, Tensor delta, Tensor a, Tensor b, Tensor c, SelectiveScanTerms? terms = null)
    {
        using var scope = NewDisposeScope();
        return Run(u, delta, a, b, c, terms).Y.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The outputs and the last states of a sequence that goes on from given states. Both have gradients with respect
    /// to all inputs.
    /// </summary>
    /// <param name="u">Inputs [B, L, E], L at least 1, float32 or float64.</param>
    /// <param name="delta">Δ [B, L, E]: δ before <paramref name="terms"/>.</param>
    /// <param name="a">A [E, N], negative where the states are to decay.</param>
    /// <param name="b">B [B, L, N].</param>
    /// <param name="c">C [B, L, N].</param>
    /// <param name="terms">Gate, direct path and how δ follows from Δ; null for none of them.</param>
    /// <param name="initial">h before the first step, [B, E, N]; null for zeros.</param>
    /// <returns>y [B, L, E] and h after the last step, [B, E, N].</returns>
    /// <exception cref="ArgumentException">A shape, an element type or a device does not fit.</exception>
    public static (Tensor Y, Tensor LastState) Run(
        Tensor u,
        Tensor delta,
        Tensor a,
        Tensor b,
        Tensor c,
        SelectiveScanTerms? terms = null,
        Tensor? initial = null)
    {
        var inputs = new ScanInputs(u, delta, a, b, c, terms ?? SelectiveScanTerms.None, initial);
        inputs.RequireFitting("B L E", "B L N");
        using var scope = NewDisposeScope();
        var (y, last) = inputs.Fuses ? ScanFunction.Run(FusedKernels.Best, inputs) : ScanComposition.Run(inputs);
        return (y.MoveToOuterDisposeScope(), last.MoveToOuterDisposeScope());
    }

    /// <summary>One step of real time, without gradients, at a cost that does not depend on how many went
    /// before.</summary>
    /// <param name="u">Inputs [B, E], float32 or float64.</param>
    /// <param name="delta">Δ [B, E]: δ before <paramref name="terms"/>.</param>
    /// <param name="a">A [E, N].</param>
    /// <param name="b">B [B, N].</param>
    /// <param name="c">C [B, N].</param>
    /// <param name="state">h [B, E, N], overwritten by that after the step.</param>
    /// <param name="terms">Gate [B, E], direct path and how δ follows from Δ; null for none of them.</param>
    /// <returns>y [B, E].</returns>
    /// <exception cref="ArgumentException">A shape, an element type or a device does not fit.</exception>
    public static Tensor Step(
        Tensor u, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor state, SelectiveScanTerms? terms = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        var inputs = new ScanInputs(u, delta, a, b, c, terms ?? SelectiveScanTerms.None, state);
        inputs.RequireFitting("B E", "B N");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        bool fuses = inputs.Fuses && IsDense(state);
        var y = fuses ? FusedKernels.Best.Step(inputs.Contiguous()) : ScanComposition.Step(inputs);
        return y.MoveToOuterDisposeScope();
    }

    private static bool IsDense(Tensor state) =>
        state.stride(2) == 1 && state.stride(1) == state.size(2) && state.stride(0) == state.size(1) * state.size(2);
}
