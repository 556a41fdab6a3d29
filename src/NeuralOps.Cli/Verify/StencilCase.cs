using NeuralOps.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// The Taylor–Green vortex u = U cos(kx x) sin(ky y), v = −U (kx/ky) sin(kx x) cos(ky y), U = U₀ exp(−ν (kx² + ky²) t),
/// its energies, and the stencils on it. Points lie at j·L/N.
/// </summary>
internal static class StencilCase
{
    private static readonly PaddingModes[] Paddings =
        [PaddingModes.Zeros, PaddingModes.Replicate, PaddingModes.Circular];

    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        _ = configuration.Get<long>("full_up_to");
        double[] lengths = configuration.Get<double[]>("lengths"); // y, x
        double viscosity = configuration.Get<double>("viscosity"), amplitude = configuration.Get<double>("amplitude");
        double waves = configuration.Get<double>("waves");
        double kx = 2 * Math.PI * waves / lengths[1], ky = 2 * Math.PI * waves / lengths[0];
        double[] times = configuration.Get<double[]>("times");
        var names = configuration.Literals("times");
        foreach (long[] grid in configuration.Get<long[][]>("grids"))
        {
            for (int i = 0; i < times.Length; i++)
            {
                using var scope = NewDisposeScope();
                double decayed = amplitude * Math.Exp(-viscosity * ((kx * kx) + (ky * ky)) * times[i]);
                var vortex = new Vortex(grid, lengths, kx, ky, decayed, checks.Dtype);
                Compare($"{grid[0]}x{grid[1]}_t{names[i]}/", vortex, checks);
            }
        }
    }

    private static void Compare(string variant, Vortex vortex, CaseChecks checks)
    {
        checks.Compare($"{variant}out:u", vortex.U);
        checks.Compare($"{variant}out:v", vortex.V);
        checks.Compare($"{variant}out:scalar", vortex.Scalar);
        checks.Compare($"{variant}out:vorticity_exact", vortex.Vorticity);
        checks.Compare($"{variant}out:kinetic_energy", (vortex.U.square() + vortex.V.square()).mean() * 0.5);
        checks.Compare($"{variant}out:kinetic_energy_analytic", vortex.KineticEnergy);
        checks.Compare($"{variant}out:enstrophy_analytic", vortex.Enstrophy);
        checks.Compare($"{variant}out:enstrophy_exact_field", vortex.Vorticity.square().mean() * 0.5);
        foreach (var mode in Enum.GetValues<StencilMode>())
        {
            foreach (var padding in Paddings)
            {
                var stencil = new Stencil { Mode = mode, Padding = padding };
                CompareStencil($"{variant}{mode}/{padding}/".ToLowerInvariant(), stencil, vortex, checks);
            }
        }
    }

    private static void CompareStencil(string variant, Stencil stencil, Vortex vortex, CaseChecks checks)
    {
        if (!checks.ExpectsAny(variant))
        {
            return;
        }

        var (x, y) = (stencil with { Spacing = vortex.Dx }, stencil with { Spacing = vortex.Dy });
        var vorticity = x.AlongX(vortex.V) - y.AlongY(vortex.U);
        CompareField($"{variant}out:divergence", x.AlongX(vortex.U) + y.AlongY(vortex.V), checks);
        CompareField($"{variant}out:grad_x", x.AlongX(vortex.Scalar), checks);
        CompareField($"{variant}out:grad_y", y.AlongY(vortex.Scalar), checks);
        CompareField($"{variant}out:vorticity", vorticity, checks);
        checks.Compare($"{variant}out:enstrophy_discrete", vorticity.square().mean() * 0.5);
    }

    private static void CompareField(string name, Tensor field, CaseChecks checks)
    {
        checks.Compare(name, field);
        checks.Compare($"{name}_rms", field.square().mean().sqrt());
        checks.Compare($"{name}_absmax", field.abs().max());
        Tensor[] edges = [field.select(0, 0), field.select(0, -1), field.select(1, 0), field.select(1, -1)];
        checks.Compare($"{name}_edges", cat(edges));
    }

    /// <summary>The vortex on a grid [rows, columns].</summary>
    private sealed class Vortex
    {
        public Vortex(long[] grid, double[] lengths, double kx, double ky, double amplitude, ScalarType dtype)
        {
            (Dy, Dx) = (lengths[0] / grid[0], lengths[1] / grid[1]);
            var y = arange(grid[0], dtype: dtype).unsqueeze(1) * Dy; // [H, 1]
            var x = arange(grid[1], dtype: dtype).unsqueeze(0) * Dx; // [1, W]
            double mixed = (kx * kx / ky) + ky;
            U = amplitude * (kx * x).cos() * (ky * y).sin();
            V = -amplitude * (kx / ky) * (kx * x).sin() * (ky * y).cos();
            Vorticity = -amplitude * mixed * (kx * x).cos() * (ky * y).cos();
            Scalar = (kx * x).sin() + (0.5 * (2 * ky * y).cos());
            KineticEnergy = amplitude * amplitude / 8 * (1 + (kx / ky * (kx / ky)));
            Enstrophy = amplitude * mixed * amplitude * mixed / 8;
        }

        public double Dx { get; }

        public double Dy { get; }

        public Tensor U { get; }

        public Tensor V { get; }

        public Tensor Vorticity { get; }

        public Tensor Scalar { get; }

        public double KineticEnergy { get; }

        public double Enstrophy { get; }
    }
}
