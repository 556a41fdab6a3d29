using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Rollout.Tests;

/// <summary>A float64 stepper u + ½ D(tanh(N(A u))) with batch norm N and dropout D before the second layer.</summary>
internal sealed class DoubleStepper : Module<Tensor, Tensor>
{
    private readonly Linear first = Linear(3, 6, dtype: ScalarType.Float64);
    private readonly BatchNorm1d norm = BatchNorm1d(6, dtype: ScalarType.Float64);
    private readonly Dropout drop = Dropout(0.25);
    private readonly Linear second = Linear(6, 3, dtype: ScalarType.Float64);

    private DoubleStepper()
        : base(nameof(DoubleStepper)) => RegisterComponents();

    public static DoubleStepper New()
    {
        manual_seed(5);
        return new DoubleStepper();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (input + 0.5 * second.call(drop.call(norm.call(first.call(input)).tanh()))).MoveToOuterDisposeScope();
    }
}

/// <summary>The definitions of the objectives as plain loops, without the library.</summary>
internal static class ByHand
{
    /// <summary>The fixed start [B, C] and truth [T + 1, B, C] of the laws.</summary>
    public static (Tensor Start, Tensor Truth) Problem(int horizon)
    {
        using var generator = new Generator(21);
        return (randn([4, 3], ScalarType.Float64, generator: generator),
            randn([horizon + 1, 4, 3], ScalarType.Float64, generator: generator));
    }

    /// <summary>Steps one after another; a step in <paramref name="quiet"/> runs without gradients, the state after a
    /// step in <paramref name="cuts"/> is detached. Gives Σ wₖ Lₖ over the steps with a weight.</summary>
    public static Tensor Loss(
        DoubleStepper model, Tensor start, Tensor truth, double[] weights, int[] quiet, int[] cuts,
        Func<Tensor, int, Tensor>? disturb = null)
    {
        Tensor total = zeros([], ScalarType.Float64);
        Tensor state = start;
        for (int k = 0; k < weights.Length; k++)
        {
            using (set_grad_enabled(!quiet.Contains(k)))
            {
                Tensor seen = disturb is null ? state : disturb(state, k);
                Tensor next = model.call(seen);
                if (weights[k] > 0)
                {
                    total = total + weights[k] * StepLoss(next, seen, truth[k + 1]);
                }

                state = cuts.Contains(k) ? next.detach() : next;
            }
        }

        return total;
    }

    public static Tensor StepLoss(Tensor prediction, Tensor previous, Tensor target) =>
        (prediction - target).square().mean() + 0.1 * (prediction - previous).pow(4).mean();

    /// <summary>Gradients by name, zero where there is none.</summary>
    public static Dictionary<string, double[]> Gradients(nn.Module model) => model.named_parameters().ToDictionary(
        entry => entry.name,
        entry => (entry.parameter.grad ?? zeros_like(entry.parameter)).data<double>().ToArray());

    /// <summary>Both runs agree to 1e-6 relative: of a parameter's largest gradient, and where that vanishes (a bias
    /// before batch norm) of 1e-6 of the whole gradient's largest.</summary>
    public static void RequireEqual(
        IReadOnlyDictionary<string, double[]> expected, IReadOnlyDictionary<string, double[]> found)
    {
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        double largest = expected.Values.Max(values => values.Max(Math.Abs));
        Assert.True(largest > 1e-3);
        foreach ((string name, double[] values) in expected)
        {
            double scale = Math.Max(values.Max(Math.Abs), 1e-6 * largest);
            double error = values.Zip(found[name], (one, other) => Math.Abs(one - other)).Max();
            Assert.True(error <= 1e-6 * scale, $"{name}: {error} of {scale}");
        }
    }
}
