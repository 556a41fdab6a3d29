using NeuralOps.Rollout;

namespace NeuralOps.Cli;

/// <summary>One trace: the rule, its schedule, clipping and precision.</summary>
/// <param name="Name">The prefix of its arrays.</param>
/// <param name="Descent">The rule.</param>
/// <param name="Schedule">The course of the rate.</param>
internal sealed record OptimizerRun(string Name, DescentOptions Descent, ScheduleOptions Schedule)
{
    // What the runs named "large_lr" multiply rate and decay with.
    private const double LargeRate = 100;
    private const double LargeDecay = 10;

    /// <summary>The greatest gradient norm, or null.</summary>
    public double? Clip { get; init; }

    /// <summary>Whether the parameters are float32.</summary>
    public bool IsSingle { get; init; }

    /// <summary>β₁ or momentum where the schedule leaves it alone.</summary>
    public double Momentum => Descent.Kind == OptimizerKind.Sgd ? Descent.Momentum : Descent.Beta1;

    /// <summary>The traces of a case.</summary>
    /// <param name="configuration">The constants of optimisers and schedules.</param>
    /// <param name="steps">S, the number of updates.</param>
    public static OptimizerRun[] All(CaseConfiguration configuration, int steps)
    {
        var adamW = AdamW(configuration.Section("adamw"));
        var largeRate = adamW with { LearningRate = LargeRate * adamW.LearningRate };
        var large = largeRate with { WeightDecay = LargeDecay * adamW.WeightDecay };
        long warmUp = configuration.Get<long>("warmup");
        var warm = new ScheduleOptions { Kind = ScheduleKind.Cosine, WarmUp = warmUp, Length = steps - warmUp };
        var polynomial = warm with { Kind = ScheduleKind.Polynomial, Power = configuration.Get<double>("poly_power") };
        var cosine = new ScheduleOptions
        {
            Kind = ScheduleKind.Cosine,
            Length = configuration.Get<long>("cosine_t_max"),
            MinRate = configuration.Get<double>("cosine_eta_min"),
        };
        return
        [
            new("adamw_warmup_cosine", adamW, warm),
            new("adamw_warmup_cosine_float32", adamW, warm) { IsSingle = true },
            new("adamw_large_lr_warmup_polynomial", large, polynomial),
            new("adamw_large_lr_clipped", large, warm) { Clip = configuration.Get<double>("clip") },
            new("adamw_amsgrad_cosine", largeRate with { AmsGrad = true }, cosine),
            .. OneCycles(adamW, configuration, steps),
            Plateau(configuration.Section("plateau")),
            Stairs(configuration),
            Exponential(configuration.Section("sgd")),
            new("adamw_linear_then_cosine", large, Sequential(configuration.Section("sequential"), steps)),
        ];
    }

    private static DescentOptions AdamW(CaseConfiguration adamW) => new()
    {
        Kind = OptimizerKind.AdamW,
        LearningRate = adamW.Get<double>("lr"),
        WeightDecay = adamW.Get<double>("weight_decay"),
        Beta1 = adamW.Get<double[]>("betas")[0],
        Beta2 = adamW.Get<double[]>("betas")[1],
        Epsilon = adamW.Get<double>("eps"),
    };

    private static IEnumerable<OptimizerRun> OneCycles(DescentOptions adamW, CaseConfiguration configuration, int steps)
    {
        var section = configuration.Section("onecycle");
        double greatest = section.Get<double>("max_lr");
        var schedule = new ScheduleOptions { Kind = ScheduleKind.OneCycle, Length = steps };
        yield return new("adamw_onecycle", adamW with { LearningRate = greatest }, schedule);
        var descent = new DescentOptions
        {
            Kind = OptimizerKind.Sgd,
            LearningRate = greatest,
            Momentum = configuration.Section("sgd").Get<double>("momentum"),
        };
        yield return new("sgd_onecycle_linear_no_momentum_cycle", descent, schedule with
        {
            OneCycle = new OneCycleOptions
            {
                WarmShare = section.Get<double>("pct_start"),
                DivideBy = section.Get<double>("div_factor"),
                FinalDivideBy = section.Get<double>("final_div_factor"),
                Linear = true,
                CycleMomentum = false,
            },
        });
    }

    private static OptimizerRun Plateau(CaseConfiguration plateau) => new(
        "adam_plateau",
        new DescentOptions { LearningRate = plateau.Get<double>("lr") },
        new ScheduleOptions
        {
            Kind = ScheduleKind.Plateau,
            Plateau = new PlateauOptions
            {
                Factor = plateau.Get<double>("factor"),
                Patience = plateau.Get<int>("patience"),
                MinRate = plateau.Get<double>("min_lr"),
                Threshold = plateau.Get<double>("threshold"),
                Cooldown = plateau.Get<int>("cooldown"),
            },
        });

    private static OptimizerRun Stairs(CaseConfiguration configuration)
    {
        var (adam, stairs) = (configuration.Section("adam_l2"), configuration.Section("step"));
        return new(
            "adam_l2_step",
            new DescentOptions
            {
                LearningRate = adam.Get<double>("lr"),
                WeightDecay = adam.Get<double>("weight_decay"),
            },
            new ScheduleOptions
            {
                Kind = ScheduleKind.Step,
                StepSize = stairs.Get<long>("size"),
                Gamma = stairs.Get<double>("gamma"),
            });
    }

    private static OptimizerRun Exponential(CaseConfiguration sgd) => new(
        "sgd_nesterov_exponential",
        new DescentOptions
        {
            Kind = OptimizerKind.Sgd,
            LearningRate = sgd.Get<double>("lr"),
            Momentum = sgd.Get<double>("momentum"),
            WeightDecay = sgd.Get<double>("weight_decay"),
            Nesterov = true,
        },
        new ScheduleOptions { Kind = ScheduleKind.Step, StepSize = 1, Gamma = sgd.Get<double>("gamma") });

    private static ScheduleOptions Sequential(CaseConfiguration sequential, int steps)
    {
        long warmUp = sequential.Get<long>("warmup");
        return new ScheduleOptions
        {
            Kind = ScheduleKind.Cosine,
            WarmUp = warmUp,
            WarmUpStart = sequential.Get<double>("start_factor"),
            Length = steps - warmUp,
        };
    }
}
