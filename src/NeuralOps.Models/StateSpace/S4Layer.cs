using NeuralOps.Core;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// A linear state-space layer with a dense transition: h_t = (I + Δ A) h_{t−1} + Δ B u_t (Euler's rule),
/// y_t = C h_t + D ⊙ u_t, with one Δ, the mean over channels of exp(<c>log_dt</c>). x [B, L, D] → [B, L, D].
/// </summary>
/// <remarks>
/// A [N, N] starts as half the HiPPO-LegS matrix (Gu et al., arXiv:2008.07669), B [N, D] and C [D, N] as normal numbers
/// of deviation 0.01, D at 1, Δ log-uniform in [0.001, 0.1]. A sequence takes ⌈log₂ L⌉ products with powers of the
/// transition, a frame one. Its state is <c>state</c> [B, N], h. Departs from S4 (arXiv:2111.00396), as its reference
/// does, in the dense matrix for all channels and in Euler's rule.
/// </remarks>
public sealed partial class S4Layer : SequenceModel
{
    private const double InputScale = 0.01;
    private const double StepMin = 0.001;
    private const double StepMax = 0.1;

    [ComponentName(Name = "A")] private readonly Parameter transition;
    [ComponentName(Name = "B")] private readonly Parameter input;
    [ComponentName(Name = "C")] private readonly Parameter output;
    [ComponentName(Name = "D")] private readonly Parameter skip;
    private readonly Parameter log_dt;

    /// <summary>A layer with random weights from the default generator.</summary>
    /// <param name="options">Its sizes.</param>
    public S4Layer(S4Options options)
        : base(nameof(S4Layer))
    {
        Options = options;
        (int d, int n) = (options.Width, options.StateSize);
        States = [new("state", n)];
        using var scope = NewDisposeScope();
        transition = new Parameter(LegS(n).mul_(0.5));
        input = new Parameter(randn(n, d).mul_(InputScale));
        output = new Parameter(randn(d, n).mul_(InputScale));
        skip = new Parameter(ones(d));
        log_dt = new Parameter(rand(d).mul_(Math.Log(StepMax / StepMin)).add_(Math.Log(StepMin)));
        RegisterComponents();
    }

    /// <summary>Its sizes.</summary>
    public S4Options Options { get; }

    /// <inheritdoc/>
    public override int Width => Options.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<GraphSignal> States { get; }

    internal override Tensor Advance(Tensor x, Span<Tensor> state)
    {
        long length = x.size(1);
        var dt = log_dt.exp().mean();
        var power = (Identity(Options.StateSize).to(dt.device).to(dt.dtype) + (dt * transition)).t();
        var h = x.matmul((dt * input).t()); // [B, L, N]
        if (!state.IsEmpty)
        {
            var first = h.narrow(1, 0, 1) + state[0].unsqueeze(1).matmul(power);
            h = cat([first, h.narrow(1, 1, length - 1)], 1);
        }

        // After each round a frame holds what the last 2·reach inputs add to it.
        for (long reach = 1; reach < length; reach *= 2, power = power.matmul(power))
        {
            var later = h.narrow(1, reach, length - reach) + h.narrow(1, 0, length - reach).matmul(power);
            h = cat([h.narrow(1, 0, reach), later], 1);
        }

        if (!state.IsEmpty)
        {
            state[0] = h.select(1, length - 1).clone();
        }

        return h.matmul(output.t()) + (x * skip);
    }

    // A_nk = −√(2n+1)·√(2k+1) below the diagonal, −(n+1) on it.
    private static Tensor LegS(int n)
    {
        var index = arange(n, ScalarType.Float32);
        var root = ((index * 2) + 1).sqrt();
        return ((root.unsqueeze(1) * root).tril(-1) + (Identity(n) * (index + 1))).mul_(-1);
    }

    private static Tensor Identity(int n) => ones(n, n).tril() - ones(n, n).tril(-1);
}
