using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>The settings of <see cref="Adam"/> and <see cref="AdamW"/>.</summary>
public abstract class AdamOptions : OptimizerOptions
{
    public double? beta1;
    public double? beta2;
    public double? weight_decay;
    public double? eps;
    public bool? amsgrad;
    public bool? maximize;

    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        var from = (AdamOptions)source;
        (beta1, beta2, weight_decay, eps) = (from.beta1, from.beta2, from.weight_decay, from.eps);
        (amsgrad, maximize) = (from.amsgrad, from.maximize);
    }

    internal override void FillFrom(OptimizerOptions defaults)
    {
        base.FillFrom(defaults);
        var from = (AdamOptions)defaults;
        beta1 ??= from.beta1;
        beta2 ??= from.beta2;
        weight_decay ??= from.weight_decay;
        eps ??= from.eps;
        amsgrad ??= from.amsgrad;
        maximize ??= from.maximize;
    }

    internal T With<T>(double lr, double b1, double b2, double epsilon, double decay, bool ams, bool max)
        where T : AdamOptions
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lr);
        ArgumentOutOfRangeException.ThrowIfNegative(decay, "weight_decay");
        RequireBeta(b1, "beta1");
        RequireBeta(b2, "beta2");
        (LearningRate, beta1, beta2, eps, weight_decay, amsgrad, maximize) = (lr, b1, b2, epsilon, decay, ams, max);
        return (T)this;
    }

    private static void RequireBeta(double beta, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(beta, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta, 1, name);
    }
}

/// <summary>Running means of the gradient and of its square, and how many steps they cover.</summary>
public abstract class AdamState(Parameter parameter) : OptimizerState(parameter)
{
    public long step;
    public Tensor exp_avg = null!;
    public Tensor exp_avg_sq = null!;
    public Tensor? max_exp_avg_sq;

    public override void Initialize(OptimizerOptions options)
    {
        step = 0;
        (exp_avg, exp_avg_sq) = (Zeros(), Zeros());
        max_exp_avg_sq = ((AdamOptions)options).amsgrad == true ? Zeros() : null;
    }

    public override void LoadStateDict(OptimizerState source)
    {
        var from = (AdamState)source;
        step = from.step;
        exp_avg = Load(exp_avg, from.exp_avg, nameof(exp_avg))!;
        exp_avg_sq = Load(exp_avg_sq, from.exp_avg_sq, nameof(exp_avg_sq))!;
        max_exp_avg_sq = Load(max_exp_avg_sq, from.max_exp_avg_sq, nameof(max_exp_avg_sq));
    }

    public override void to(Device device)
    {
        exp_avg = Moved(exp_avg, device)!;
        exp_avg_sq = Moved(exp_avg_sq, device)!;
        max_exp_avg_sq = Moved(max_exp_avg_sq, device);
    }

    public override void Dispose()
    {
        exp_avg.Dispose();
        exp_avg_sq.Dispose();
        max_exp_avg_sq?.Dispose();
    }
}

/// <summary>
/// The update <c>m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)</c>.
/// Weight decay either enters g (Adam) or first shrinks p by <c>1 − lr·λ</c> (AdamW).
/// </summary>
public abstract class AdamFamily : OptimizerHelper, IBetas
{
    private readonly bool decoupledDecay;

    private protected AdamFamily(AdamOptions defaults, bool decoupledDecay)
        : base(defaults) => this.decoupledDecay = decoupledDecay;

    public (double, double) Betas
    {
        get
        {
            var options = (AdamOptions)_parameter_groups[0].Options;
            return (options.beta1!.Value, options.beta2!.Value);
        }

        set
        {
            foreach (ParamGroup group in _parameter_groups)
            {
                var options = (AdamOptions)group.Options;
                (options.beta1, options.beta2) = value;
            }
        }
    }

    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group => UpdateRuns<AdamState>(
            group, (a, b) => a.step == b.step, (p, g, states) => Update((AdamOptions)group.Options, p, g, states)),
        closure);

    private void Update(AdamOptions options, Tensor[] p, Tensor[] g, AdamState[] states)
    {
        double rate = options.LearningRate!.Value;
        (double beta1, double beta2) = (options.beta1!.Value, options.beta2!.Value);
        double decay = options.weight_decay!.Value;
        foreach (AdamState state in states)
        {
            state.step++;
        }
        Tensor[] m = [.. states.Select(state => Foreach.AsReal(state.exp_avg))];
        Tensor[] v = [.. states.Select(state => Foreach.AsReal(state.exp_avg_sq))];
        if (options.maximize == true)
        {
            g = Foreach.Neg(g);
        }
        if (decay != 0 && decoupledDecay)
        {
            Foreach.Mul(p, 1 - (rate * decay));
        }
        else if (decay != 0)
        {
            g = Foreach.Plus(g, p, decay);
        }
        Foreach.Mul(m, beta1);
        Foreach.Add(m, g, 1 - beta1);
        Foreach.Mul(v, beta2);
        Foreach.AddCMul(v, g, g, 1 - beta2);
        if (options.amsgrad == true)
        {
            Tensor[] largest = [.. states.Select(state => Foreach.AsReal(state.max_exp_avg_sq!))];
            Foreach.Maximum(largest, v);
            v = largest;
        }
        Tensor[] denominator = Foreach.Sqrt(v);
        Foreach.Div(denominator, Math.Sqrt(1 - Math.Pow(beta2, states[0].step)));
        Foreach.Add(denominator, options.eps!.Value);
        Foreach.AddCDiv(p, m, denominator, -rate / (1 - Math.Pow(beta1, states[0].step)));
    }
}
