using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Rollout;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>Traces of optimisers and schedules on f(x) = ½ (x − c)ᵀ Q (x − c): parameters, rates, losses, gradient
/// norms.</summary>
internal static class OptimizerCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        long dimension = configuration.Get<long>("dimension");
        int steps = configuration.Get<int>("steps");
        _ = configuration.Get<double[]>("plateau_metric");
        using var q = checks.Input("in:Q");
        using var center = checks.Input("in:c");
        using var start = checks.Input("in:x0");
        using var metric = checks.Input("in:plateau_metric");
        Shape.Require(q, "dimension dimension", [dimension, dimension], "in:Q");
        Shape.Require(metric, "steps", [steps], "in:plateau_metric");
        double[] metrics = NpyArray.From(metric.to_type(ScalarType.Float64)).ToArray<double>();
        foreach (var run in OptimizerRun.All(configuration, steps))
        {
            Trace(run, q, center, start, metrics, folder, checks);
        }
    }

    private static void Trace(
        OptimizerRun run, Tensor q, Tensor center, Tensor start, double[] metrics, CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var dtype = run.IsSingle ? ScalarType.Float32 : checks.Dtype;
        var (matrix, middle) = (q.to_type(dtype), center.to_type(dtype));
        var x = new Parameter(start.to_type(dtype).clone());
        using var optimizer = run.Descent.Create([x]);
        var plateau = new PlateauState { Rate = run.Descent.LearningRate };
        List<Tensor> parameters = [x.detach().clone()];
        List<Tensor> losses = [];
        List<double> rates = [], momenta = [], norms = [];
        for (int k = 0; k < metrics.Length; k++)
        {
            optimizer.zero_grad();
            var offset = x - middle;
            var loss = 0.5 * (offset * matrix.matmul(offset)).sum();
            loss.backward();
            losses.Add(loss.detach());
            norms.Add(nn.utils.clip_grad_norm_([x], run.Clip ?? double.PositiveInfinity));
            rates.Add(run.Schedule.RateAt(k, run.Descent.LearningRate, plateau));
            momenta.Add(run.Schedule.MomentumAt(k) ?? run.Momentum);
            Set(optimizer, rates[k], momenta[k]);
            optimizer.step();
            parameters.Add(x.detach().clone());
            plateau = run.Schedule.Plateau.Next(plateau, metrics[k]);
        }

        double? limit = run.IsSingle ? folder.Tolerance.Of("float32_trace_abs") : null;
        checks.Compare($"{run.Name}/out:parameters", stack(parameters), limit);
        checks.Compare($"{run.Name}/out:loss", stack(losses), limit);
        checks.Compare($"{run.Name}/out:learning_rate", tensor(rates.ToArray()));
        checks.Compare($"{run.Name}/out:beta1_or_momentum", tensor(momenta.ToArray()));
        checks.Compare($"{run.Name}/out:gradient_norm_before_clipping", tensor(norms.ToArray()));
    }

    private static void Set(OptimizerHelper optimizer, double rate, double momentum)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
            switch (group)
            {
                case optim.IBetas adam:
                    adam.Betas = (momentum, adam.Betas.Item2);
                    break;
                case optim.IMomentum descent:
                    descent.Momentum = momentum;
                    break;
            }
        }
    }
}
