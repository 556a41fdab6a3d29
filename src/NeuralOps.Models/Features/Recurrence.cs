using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// Recurrence quantification (Marwan et al. 2007, doi:10.1016/j.physrep.2006.11.001) of the states of trajectories:
/// rate, determinism and laminarity, without gradient. A state does not recur to itself.
/// </summary>
internal static class Recurrence
{
    private const double Radius = 0.1;
    private const double Rounding = 1e-3;

    /// <summary>The three columns, from [B, T+1, C, H, W] and the mean energy [B] → [B, 3].</summary>
    public static Tensor Of(Tensor trajectory, Tensor energy)
    {
        long n = trajectory.size(1);
        var gram = FeatureMath.ByRow(trajectory.detach(), Gram); // [B, T+1, T+1]
        var own = gram.diagonal(0, 1, 2);
        var distance = (own.unsqueeze(1) + own.unsqueeze(2) - (gram * 2)).clamp_min(0).sqrt();
        var radius = (distance.flatten(1).max(1).values * Radius) + (energy.detach().sqrt() * Rounding);
        double[] recurs = FeatureMath.Values(distance <= radius.reshape(-1, 1, 1));
        double[] rows =
        [
            .. Enumerable.Range(0, (int)trajectory.size(0))
                .SelectMany(b => Quantify(recurs.AsSpan(b * (int)(n * n), (int)(n * n)), (int)n)),
        ];
        return tensor(rows).reshape(-1, 3).to(trajectory.dtype, trajectory.device);
    }

    private static Tensor Gram(Tensor trajectory)
    {
        var states = trajectory.flatten(2);
        states = states - states.mean([1], keepdim: true);
        return states.matmul(states.transpose(1, 2)) / states.size(2);
    }

    private static double[] Quantify(ReadOnlySpan<double> recurs, int n)
    {
        var (points, diagonal, vertical) = (0, 0, 0);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                if (Recurs(recurs, i, j, n))
                {
                    points++;
                    diagonal += Recurs(recurs, i - 1, j - 1, n) || Recurs(recurs, i + 1, j + 1, n) ? 1 : 0;
                    vertical += Recurs(recurs, i - 1, j, n) || Recurs(recurs, i + 1, j, n) ? 1 : 0;
                }
            }
        }

        double least = Math.Max(1, points);
        return [points / (n * (n - 1.0)), diagonal / least, vertical / least];
    }

    private static bool Recurs(ReadOnlySpan<double> recurs, int i, int j, int n) =>
        i != j && (uint)i < (uint)n && (uint)j < (uint)n && recurs[(i * n) + j] != 0;
}
