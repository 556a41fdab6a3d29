using NeuralOps.Core;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// The selective state-space layer of Mamba (Gu &amp; Dao, arXiv:2312.00752): u = SiLU(conv(W_u x)), z = W_z x;
/// (δ, B, C) = W_x u; Δ = softplus(W_Δ δ + b_Δ); h_t = exp(Δ_t A) h_{t−1} + Δ_t B_t u_t; y_t = Σ_n C_t h_t + D u_t;
/// the output is W_o (y · SiLU(z)). x [B, L, D] → [B, L, D].
/// </summary>
/// <remarks>
/// A = −exp(<c>A_log</c>) starts at −1 .. −N, D at 1, Δ log-uniform between the options' step sizes. State dictionary
/// in the names of the published code. Its state is <c>conv</c> [B, k−1, E], the last inputs of the convolution, and
/// <c>scan</c> [B, E, N], h.
/// </remarks>
public sealed partial class Mamba : SequenceModel
{
    private const double SmallestStep = 1e-4;

    [ComponentName(Name = "A_log")] private readonly Parameter decay;
    [ComponentName(Name = "D")] private readonly Parameter skip;
    private readonly Linear in_proj;
    private readonly Conv1d conv1d;
    private readonly Linear x_proj;
    private readonly Linear dt_proj;
    private readonly Linear out_proj;

    /// <summary>A layer with random weights from the default generator.</summary>
    /// <param name="options">Its sizes.</param>
    public Mamba(MambaOptions options)
        : base(nameof(Mamba))
    {
        Options = options;
        (int e, int n, int k, int r) = (options.InnerWidth, options.StateSize, options.Kernel, options.Rank);
        States = [new("conv", k - 1, e), new("scan", e, n)];
        using var scope = NewDisposeScope();
        var log = arange(1, n + 1, ScalarType.Float32).log(); // [N]
        decay = new Parameter(options.SharesA ? log : log.expand(e, n).clone());
        skip = new Parameter(ones(e));
        in_proj = Linear(options.Width, 2 * e, hasBias: false);
        conv1d = Conv1d(e, e, k, groups: e);
        x_proj = Linear(e, r + (2 * n), hasBias: false);
        dt_proj = Linear(r, e);
        out_proj = Linear(e, options.Width, hasBias: false);
        StartSteps();
        RegisterComponents();
    }

    /// <summary>Its sizes.</summary>
    public MambaOptions Options { get; }

    /// <inheritdoc/>
    public override int Width => Options.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<GraphSignal> States { get; }

    private Tensor A => decay.exp().neg().expand(Options.InnerWidth, Options.StateSize);

    /// <summary>The forward pass with its intermediate results.</summary>
    /// <param name="x">[B, L, D].</param>
    /// <exception cref="ArgumentException">As of <see cref="SequenceModel.forward"/>.</exception>
    public MambaTrace Trace(Tensor x)
    {
        Frames.Require(x, "D", Width, this);
        using var scope = NewDisposeScope();
        var u = CausalConvolution.Apply(Half(x, 0), conv1d.weight, conv1d.bias);
        var (delta, b, c) = Selected(u);
        var y = SelectiveScan.Apply(u, delta, A, b, c, Terms(z: null));
        var output = out_proj.call(y * Half(x, 1).silu());
        return new(
            u.MoveToOuterDisposeScope(), y.MoveToOuterDisposeScope(), output.MoveToOuterDisposeScope());
    }

    internal override Tensor Advance(Tensor x, Span<Tensor> state)
    {
        if (!state.IsEmpty && x.size(1) == 1 && !is_grad_enabled() && !state[1].requires_grad)
        {
            return Step(x.select(1, 0), window: state[0], h: state[1]).unsqueeze(1);
        }

        var (window, h) = state.IsEmpty ? (null, null) : ((Tensor?)state[0], (Tensor?)state[1]);
        (var u, window) = CausalConvolution.Run(Half(x, 0), conv1d.weight, conv1d.bias, window); // [B, L, E]
        var (delta, b, c) = Selected(u);
        (var y, h) = SelectiveScan.Run(u, delta, A, b, c, Terms(Half(x, 1)), h);
        if (!state.IsEmpty)
        {
            (state[0], state[1]) = (window, h);
        }

        return out_proj.call(y);
    }

    // x [B, D]; both states change in place.
    private Tensor Step(Tensor x, Tensor window, Tensor h)
    {
        var u = CausalConvolution.Step(Half(x, 0), conv1d.weight, conv1d.bias, window); // [B, E]
        var (delta, b, c) = Selected(u);
        return out_proj.call(SelectiveScan.Step(u, delta, A, b, c, h, Terms(Half(x, 1))));
    }

    // Half of in_proj, so that each half is contiguous: 0 is u, 1 is z.
    private Tensor Half(Tensor x, int half) =>
        functional.linear(x, in_proj.weight!.narrow(0, half * Options.InnerWidth, Options.InnerWidth));

    private (Tensor Delta, Tensor B, Tensor C) Selected(Tensor u)
    {
        var parts = x_proj.call(u).split([Options.Rank, Options.StateSize, Options.StateSize], -1);
        return (functional.linear(parts[0], dt_proj.weight!), parts[1], parts[2]);
    }

    private SelectiveScanTerms Terms(Tensor? z) =>
        new() { D = skip, Z = z, DeltaBias = dt_proj.bias, Softplus = true };

    private void StartSteps()
    {
        using var quiet = no_grad();
        double bound = 1 / Math.Sqrt(Options.Rank);
        init.uniform_(dt_proj.weight!, -bound, bound);
        (double low, double high) = (Math.Log(Options.StepMin), Math.Log(Options.StepMax));
        var step = rand(Options.InnerWidth, dtype: ScalarType.Float64).mul_(high - low).add_(low).exp();
        step = step.clamp(min: SmallestStep);
        dt_proj.bias!.copy_(step + (1 - step.neg().exp()).log()); // the inverse of softplus
    }
}
