using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace NeuralOps.Rollout.Tests;

public sealed class ScheduleTests
{
    private const int Steps = 30;

    // The case's own tolerances: float64 throughout, except the float32 trace.
    private const double Tolerance = 1e-12;
    private const double SingleTolerance = 1e-6;

    private static readonly DescentOptions AdamW =
        new() { Kind = OptimizerKind.AdamW, LearningRate = 3e-4, WeightDecay = 0.01 };

    private static readonly DescentOptions LargeAdamW = AdamW with { LearningRate = 3e-2, WeightDecay = 0.1 };

    private static readonly Dictionary<string, (DescentOptions Descent, ScheduleOptions Schedule)> Traces = new()
    {
        ["adamw_warmup_cosine"] = (AdamW, new() { Kind = ScheduleKind.Cosine, WarmUp = 5, Length = 25 }),
        ["adamw_warmup_cosine_float32"] = (AdamW, new() { Kind = ScheduleKind.Cosine, WarmUp = 5, Length = 25 }),
        ["adamw_large_lr_warmup_polynomial"] =
            (LargeAdamW, new() { Kind = ScheduleKind.Polynomial, WarmUp = 5, Length = 25, Power = 0.5 }),
        ["adamw_large_lr_clipped"] = (LargeAdamW, new() { Kind = ScheduleKind.Cosine, WarmUp = 5, Length = 25 }),
        ["adamw_amsgrad_cosine"] = (
            AdamW with { LearningRate = 3e-2, AmsGrad = true },
            new() { Kind = ScheduleKind.Cosine, Length = 12, MinRate = 1e-4 }),
        ["adamw_onecycle"] = (
            AdamW with { LearningRate = 0.01 }, new() { Kind = ScheduleKind.OneCycle, Length = 30 }),
        ["sgd_onecycle_linear_no_momentum_cycle"] = (
            new() { Kind = OptimizerKind.Sgd, LearningRate = 0.01, Momentum = 0.9 },
            new()
            {
                Kind = ScheduleKind.OneCycle,
                Length = 30,
                OneCycle = new() { DivideBy = 10, FinalDivideBy = 100, Linear = true, CycleMomentum = false },
            }),
        ["adam_plateau"] = (new() { LearningRate = 7e-4 }, new() { Kind = ScheduleKind.Plateau }),
        ["adam_l2_step"] = (
            new() { LearningRate = 0.02, WeightDecay = 0.1 },
            new() { Kind = ScheduleKind.Step, StepSize = 7, Gamma = 0.5 }),
        ["sgd_nesterov_exponential"] = (
            new()
            {
                Kind = OptimizerKind.Sgd,
                LearningRate = 0.05,
                Momentum = 0.9,
                WeightDecay = 0.01,
                Nesterov = true,
            },
            new() { Kind = ScheduleKind.Step, StepSize = 1, Gamma = 0.97 }),
        ["adamw_linear_then_cosine"] = (
            LargeAdamW,
            new() { Kind = ScheduleKind.Cosine, WarmUp = 6, WarmUpStart = 0.1, Length = 24 }),
    };

    public static TheoryData<string> Names => [.. Traces.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Trace_OfOptimiserAndSchedule_AgreesWithPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("G5.4-optimiser-traces");
        (DescentOptions descent, ScheduleOptions schedule) = Traces[name];
        var dtype = name.EndsWith("float32", StringComparison.Ordinal) ? ScalarType.Float32 : ScalarType.Float64;
        var (q, c) = (golden["in:Q"].to(dtype), golden["in:c"].to(dtype));
        double[] metrics = golden["in:plateau_metric"].data<double>().ToArray();
        var x = new Parameter(golden["in:x0"].to(dtype));
        using var optimizer = descent.Create([x]);
        var plateau = new PlateauState { Rate = descent.LearningRate };
        var (rates, momenta, losses, norms) =
            (new double[Steps], new double[Steps], new double[Steps], new double[Steps]);
        List<Tensor> rows = [x.detach().clone()];
        for (int k = 0; k < Steps; k++)
        {
            rates[k] = schedule.RateAt(k, descent.LearningRate, plateau);
            momenta[k] = schedule.MomentumAt(k) ?? descent.Momentum;
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = rates[k];
                if (schedule.MomentumAt(k) is { } momentum && group is IBetas betas)
                {
                    betas.Betas = (momentum, betas.Betas.Item2);
                }
            }

            x.grad = null;
            var difference = x - c;
            var loss = 0.5 * (difference * q.matmul(difference)).sum();
            loss.backward();
            losses[k] = loss.ToDouble();
            norms[k] = x.grad!.norm().ToDouble();
            if (name.EndsWith("clipped", StringComparison.Ordinal))
            {
                x.grad!.mul_(Math.Min(1, 1 / (norms[k] + 1e-6)));
            }

            optimizer.step();
            rows.Add(x.detach().clone());
            plateau = schedule.Plateau.Next(plateau, metrics[k]);
        }

        double tolerance = dtype == ScalarType.Float32 ? SingleTolerance : Tolerance;
        Assert.InRange(golden.OutputError($"{name}/out:learning_rate", tensor(rates)), 0, Tolerance);
        Assert.InRange(golden.OutputError($"{name}/out:parameters", stack(rows)), 0, tolerance);
        Assert.InRange(golden.OutputError($"{name}/out:loss", tensor(losses)), 0, tolerance);
        if (name.Contains("onecycle", StringComparison.Ordinal))
        {
            Assert.InRange(golden.OutputError($"{name}/out:beta1_or_momentum", tensor(momenta)), 0, Tolerance);
        }

        if (name.EndsWith("clipped", StringComparison.Ordinal))
        {
            Assert.InRange(
                golden.OutputError($"{name}/out:gradient_norm_before_clipping", tensor(norms)), 0, Tolerance);
        }
    }

    [Fact]
    public void Plateau_WithNaN_CountsItAsNoImprovement()
    {
        var options = new PlateauOptions { Patience = 1 };
        var state = new PlateauState { Rate = 1, Best = 2 };
        Assert.Equal(0.5, options.Next(options.Next(state, double.NaN), double.NaN).Rate);
    }

    [Fact]
    public void Plateau_InCooldown_DoesNotCount()
    {
        var options = new PlateauOptions { Patience = 0, Cooldown = 2 };
        var state = new PlateauState { Rate = 1, Best = 1 };
        double[] rates = new double[4];
        for (int i = 0; i < rates.Length; i++)
        {
            state = options.Next(state, 5);
            rates[i] = state.Rate;
        }

        Assert.Equal([0.5, 0.5, 0.5, 0.25], rates);
    }

    [Fact]
    public void Options_OutsideTheirRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleOptions { Length = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlateauOptions { Factor = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleOptions { WarmShare = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DescentOptions { LearningRate = 0 });
    }
}
