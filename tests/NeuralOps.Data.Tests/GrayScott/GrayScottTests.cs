using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class GrayScottTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 3)]
    public void WithoutReaction_AModeDecaysAsTheSchemeSays(int wavesX, int wavesY)
    {
        const int N = 32;
        const double Diffusion = 1e-4, Length = 0.5, Time = 6;
        using var scope = NewDisposeScope();
        var options = new GrayScottOptions
        {
            Feed = 0,
            Kill = 0,
            DiffusionU = Diffusion,
            DiffusionV = 0,
            Length = Length,
            FrameTime = Time,
            LongestStep = 0.5,
        };
        var mode = Mode(N, wavesX, wavesY);
        var state = stack([1 + (0.5 * mode), zeros(N, N)], 0).unsqueeze(0);

        var result = new GrayScott(options).Run(state, 2);

        // The five-point Laplacian's eigenvalue, and four terms of exp for each of 12 steps.
        double h = Length / N;
        double lambda = -2 * Diffusion / (h * h)
            * (2 - Math.Cos(2 * Math.PI * wavesX / N) - Math.Cos(2 * Math.PI * wavesY / N));
        double z = lambda * 0.5;
        double factor = Math.Pow(1 + z + (z * z / 2) + (z * z * z / 6) + (z * z * z * z / 24), 12);
        for (int t = 0; t <= 2; t++)
        {
            var expected = 1 + (0.5 * Math.Pow(factor, t) * mode);
            Assert.True((result[0, t, 0] - expected).abs().max().ToDouble() < 2e-7, $"frame {t}");
            Assert.Equal(0, result[0, t, 1].abs().max().ToDouble());
        }

        double exact = Math.Exp(-Diffusion * 4 * Math.PI * Math.PI * ((wavesX * wavesX) + (wavesY * wavesY))
            / (Length * Length) * Time);
        Assert.InRange(factor - exact, 0, 0.02); // second order in h, and slower than the exact decay
    }

    [Fact]
    public void Diffusion_IsOfSecondOrder()
    {
        double[] errors = [.. new[] { 16, 32, 64 }.Select(Error)];
        Assert.InRange(Math.Log2(errors[0] / errors[1]), 1.9, 2.1);
        Assert.InRange(Math.Log2(errors[1] / errors[2]), 1.8, 2.2);

        static double Error(int n)
        {
            using var scope = NewDisposeScope();
            var options = new GrayScottOptions
            {
                Feed = 0,
                Kill = 0,
                DiffusionU = 1e-3,
                DiffusionV = 0,
                Length = 1,
                FrameTime = 8,
                LongestStep = 0.05,
            };
            var mode = Mode(n, 2, 0);
            var result = new GrayScott(options).Run(stack([mode, zeros(n, n)], 0).unsqueeze(0), 1);
            return (result[0, 1, 0] - (mode * Math.Exp(-1e-3 * 16 * Math.PI * Math.PI * 8))).abs().max().ToDouble();
        }
    }

    [Fact]
    public void HomogeneousSteadyStates_Stay()
    {
        using var scope = NewDisposeScope();
        var options = new GrayScottOptions { Feed = 0.04, Kill = 0.05 };
        // u = (1 + √(1 − 4(F+k)²/F))/2, v = F(1 − u)/(F + k); the upper sign is the stable one only for v = 0.
        double root = Math.Sqrt(1 - (4 * 0.09 * 0.09 / 0.04));
        foreach (double u in new[] { 1, (1 + root) / 2, (1 - root) / 2 })
        {
            double v = 0.04 * (1 - u) / 0.09;
            var state = stack([full([8, 8], u), full([8, 8], v)], 0).to(ScalarType.Float32).unsqueeze(0);
            var result = new GrayScott(options with { FrameTime = 5 }).Run(state, 2);
            Assert.True((result - state.unsqueeze(1)).abs().max().ToDouble() < 1e-6, $"u = {u}");
        }
    }

    [Fact]
    public void ReactionAlone_KeepsTheSum_AndDiffusionBothMeans()
    {
        using var scope = NewDisposeScope();
        var state = zeros(1, 2, 24, 20);
        float[] values = new float[2 * 24 * 20];
        GrayScott.DrawInitial(values, 24, 20, new RandomStream(3, "start"));
        state = tensor(values, state.shape);
        var closed = new GrayScottOptions { Feed = 0, Kill = 0, FrameTime = 15 };

        var both = new GrayScott(closed).Run(state, 3);
        var fed = new GrayScott(new GrayScottOptions { FrameTime = 15 }).Run(state, 3);

        var total = both.to(ScalarType.Float64).sum([2]).mean([2, 3]); // [1, T+1]
        Assert.True((total - total[0, 0]).abs().max().ToDouble() < 1e-7);
        Assert.True((both[0, 3, 1].mean() - both[0, 0, 1].mean()).abs().ToDouble() > 1e-4); // u turns into v
        Assert.True((fed[0, 3] - both[0, 3]).abs().max().ToDouble() > 1e-2);
    }

    [Fact]
    public void Rows_And_Columns_AreAlike()
    {
        using var scope = NewDisposeScope();
        float[] values = new float[2 * 16 * 16];
        GrayScott.DrawInitial(values, 16, 16, new RandomStream(5, "start"));
        var state = tensor(values, [1, 2, 16, 16]);
        var system = new GrayScott(new GrayScottOptions { FrameTime = 10 });

        var turned = system.Run(state.transpose(2, 3), 2);
        var shifted = system.Run(state.roll([5, 3], [2, 3]), 2);
        var result = system.Run(state, 2);

        Assert.True((turned - result.transpose(3, 4)).abs().max().ToDouble() < 1e-6);
        Assert.True((shifted - result.roll([5, 3], [3, 4])).abs().max().ToDouble() == 0);
    }

    [Fact]
    public void Space_MakesPatterns_OnMostOfItsPoints()
    {
        using var scope = NewDisposeScope();
        float[] values = new float[2 * 32 * 32];
        int patterned = 0;
        float[][] thetas = new SobolSequence(2, new RandomStream(1, "space")).Draw(8);
        foreach (float[] theta in thetas)
        {
            GrayScott.DrawInitial(values, 32, 32, new RandomStream(1, "start"));
            var options = GrayScott.Space.To<GrayScottOptions>(theta) with { Length = 0.32, FrameTime = 500 };
            var result = new GrayScott(options).Run(tensor(values, [1, 2, 32, 32]), 1);
            patterned += result[0, 1, 1].std().ToDouble() > 0.02 ? 1 : 0;
        }

        Assert.InRange(patterned, 5, 8);
    }

    [Fact]
    public void Run_LeavesNoTensors_AndRefusesBadInput()
    {
        var system = new GrayScott(new GrayScottOptions());
        using var state = zeros(1, 2, 8, 8);
        using var ledger = TensorLedger.Start();
        system.Run(state, 1).Dispose();
        ledger.RequireBalanced();
        using var wrong = zeros(1, 1, 8, 8);
        Assert.Equal(
            "Expected shape [B, C=2, H, W], got [1, 1, 8, 8]. (Parameter 'initial')",
            Assert.Throws<ArgumentException>(() => system.Run(wrong, 1)).Message);
        using var wild = full([1, 2, 8, 8], 1e30f);
        Assert.Equal(
            "Expected finite states, found NaN or Inf at time 20.",
            Assert.Throws<InvalidOperationException>(() => system.Run(wild, 1)).Message);
        Assert.Equal(
            "Expected 2 x 4 x 4 cells, got 16. (Parameter 'state')",
            Assert.Throws<ArgumentException>(
                () => GrayScott.DrawInitial(new float[16], 4, 4, new RandomStream(1, "x"))).Message);
    }

    private static Tensor Mode(int n, int wavesX, int wavesY)
    {
        var index = arange(n, dtype: ScalarType.Float64) * (2 * Math.PI / n);
        return ((index * wavesY).cos().unsqueeze(1) * (index * wavesX).cos().unsqueeze(0)).to(ScalarType.Float32);
    }
}
