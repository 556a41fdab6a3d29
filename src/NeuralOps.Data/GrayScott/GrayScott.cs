using System.Runtime.InteropServices;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// The reaction–diffusion system ∂u/∂t = D_u∇²u − uv² + F(1 − u), ∂v/∂t = D_v∇²v + uv² − (F + k)v on a periodic grid:
/// five-point Laplacian of second order, classical Runge–Kutta of fourth order, in float64. Source: Gray and Scott,
/// Chem. Eng. Sci. 39 (1984); Pearson, "Complex patterns in a simple system", Science 261 (1993).
/// </summary>
/// <remarks>The time step is at most 0.9 of the stability limit 2.785·h²/(8·D) of diffusion. Only additions,
/// multiplications and divisions occur, so results are the same to the bit on every machine.</remarks>
/// <param name="options">Rates and times.</param>
public sealed class GrayScott(GrayScottOptions options)
{
    private const double StabilityLimit = 2.785;
    private const double Safety = 0.9;

    /// <summary>Feed and kill rates around those that make patterns; the names are keys of
    /// <see cref="GrayScottOptions"/>.</summary>
    public static ParameterSpace Space { get; } = new()
    {
        Dimensions =
        [
            new() { Name = "feed", Type = ParameterKind.Continuous, Bounds = [0.025, 0.05] },
            new() { Name = "kill", Type = ParameterKind.Continuous, Bounds = [0.055, 0.063] },
        ],
    };

    /// <summary>Simulates. initial [B, 2, H, W] → [B, T+1, 2, H, W], float32 on the CPU, with the initial state at
    /// index 0.</summary>
    /// <param name="initial">u and v.</param>
    /// <param name="steps">T, stored states after the first, from 1.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    /// <exception cref="InvalidOperationException">A state is not finite: the reaction is too fast for the time
    /// step.</exception>
    public Tensor Run(Tensor initial, int steps)
    {
        Shape.Require(initial, "B C H W", [Shape.Any, 2, Shape.Any, Shape.Any]);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        using var scope = NewDisposeScope();
        (int height, int width) = ((int)initial.size(2), (int)initial.size(3));
        long frame = 2L * height * width;
        var result = empty([initial.size(0), steps + 1, 2, height, width], dtype: ScalarType.Float32, device: CPU);
        var frames = MemoryMarshal.Cast<byte, float>(result.bytes);
        var plain = initial.to(ScalarType.Float32, CPU).contiguous();
        var start = MemoryMarshal.Cast<byte, float>(plain.bytes);
        for (int b = 0; b < initial.size(0); b++)
        {
            var to = frames.Slice((int)(b * (steps + 1) * frame), (int)((steps + 1) * frame));
            Simulate(start.Slice((int)(b * frame), (int)frame), to, height, width);
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <summary>The usual start: u = 1 and v = 0, but for a few squares of an eighth of the side with u = ½ and v = ¼,
    /// and 1 % of noise. Writes [2, H, W].</summary>
    /// <param name="state">[2·H·W], overwritten.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="random">Places 3 to 12 squares, then gives the noise.</param>
    /// <exception cref="ArgumentException">The span is not of 2·H·W cells.</exception>
    public static void DrawInitial(Span<float> state, int height, int width, RandomStream random)
    {
        int cells = height * width;
        if (state.Length != 2 * cells)
        {
            throw new ArgumentException(
                $"Expected 2 x {height} x {width} cells, got {state.Length}.", nameof(state));
        }

        state[..cells].Fill(1);
        state[cells..].Clear();
        int squares = 3 + random.NextInt(10);
        for (int square = 0; square < squares; square++)
        {
            (int row, int column) = (random.NextInt(height), random.NextInt(width));
            for (int i = 0; i < (height / 8) * (width / 8); i++)
            {
                int cell = ((row + (i / (width / 8))) % height * width) + ((column + (i % (width / 8))) % width);
                (state[cell], state[cells + cell]) = (0.5f, 0.25f);
            }
        }

        foreach (ref float value in state)
        {
            value *= 1 + (0.01f * ((2 * (float)random.NextDouble()) - 1));
        }
    }

    private void Simulate(ReadOnlySpan<float> start, Span<float> frames, int height, int width)
    {
        int frame = start.Length;
        double h = options.Length / width;
        double fastest = Math.Max(options.DiffusionU, options.DiffusionV);
        double limit = fastest > 0 ? Safety * StabilityLimit * h * h / (8 * fastest) : double.PositiveInfinity;
        int substeps = (int)Math.Ceiling(options.FrameTime / Math.Min(options.LongestStep, limit));
        var solver = new GrayScottSolver(options, height, width, h);
        double[] state = new double[frame];
        for (int i = 0; i < frame; i++)
        {
            state[i] = start[i];
        }

        start.CopyTo(frames);
        for (int t = frame; t < frames.Length; t += frame)
        {
            for (int substep = 0; substep < substeps; substep++)
            {
                solver.Step(state, options.FrameTime / substeps);
            }

            for (int i = 0; i < frame; i++)
            {
                frames[t + i] = (float)state[i];
            }

            if (!float.IsFinite(frames[t]) || !double.IsFinite(state.Sum()))
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"Expected finite states, found NaN or Inf at time {t / frame * options.FrameTime}."));
            }
        }
    }
}
