namespace NeuralOps.Data;

/// <summary>One Runge–Kutta step of the Gray–Scott system on [2, H, W], with buffers that are used again.</summary>
internal sealed class GrayScottSolver(GrayScottOptions options, int height, int width, double spacing)
{
    private readonly double[] slope = new double[2 * height * width];
    private readonly double[] stage = new double[2 * height * width];
    private readonly double[] sum = new double[2 * height * width];

    public void Step(double[] state, double dt)
    {
        Slope(state);
        slope.CopyTo(sum, 0);
        Advance(state, dt / 2, 2);
        Advance(state, dt / 2, 2);
        Advance(state, dt, 1);
        for (int i = 0; i < state.Length; i++)
        {
            state[i] += dt / 6 * sum[i];
        }
    }

    /// <summary>The slope at state + dt·slope, added to the sum with its weight.</summary>
    private void Advance(double[] state, double dt, double weight)
    {
        for (int i = 0; i < state.Length; i++)
        {
            stage[i] = state[i] + (dt * slope[i]);
        }

        Slope(stage);
        for (int i = 0; i < state.Length; i++)
        {
            sum[i] += weight * slope[i];
        }
    }

    private void Slope(double[] state)
    {
        int cells = height * width;
        double perCell = 1 / (spacing * spacing);
        (double du, double dv) = (options.DiffusionU * perCell, options.DiffusionV * perCell);
        var u = state.AsSpan(0, cells);
        var v = state.AsSpan(cells, cells);
        for (int y = 0; y < height; y++)
        {
            int row = y * width;
            int above = (y == 0 ? height - 1 : y - 1) * width;
            int below = (y == height - 1 ? 0 : y + 1) * width;
            for (int x = 0; x < width; x++)
            {
                int left = x == 0 ? width - 1 : x - 1;
                int right = x == width - 1 ? 0 : x + 1;
                (double a, double b) = (u[row + x], v[row + x]);
                double aroundU = u[row + left] + u[row + right] + u[above + x] + u[below + x] - (4 * a);
                double aroundV = v[row + left] + v[row + right] + v[above + x] + v[below + x] - (4 * b);
                double reaction = a * b * b;
                slope[row + x] = (du * aroundU) - reaction + (options.Feed * (1 - a));
                slope[cells + row + x] = (dv * aroundV) + reaction - ((options.Feed + options.Kill) * b);
            }
        }
    }
}
