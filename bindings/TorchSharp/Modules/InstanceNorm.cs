using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>Normalises each channel of each sample over space.</summary>
    public abstract class InstanceNorm : NormBase
    {
        private protected InstanceNorm(
            string name, long num_features, double eps, double? momentum, bool affine, bool track_running_stats,
            Device? device, ScalarType? dtype)
            : base(name, num_features, eps, momentum, affine, track_running_stats, device, dtype)
        {
        }

        /// <summary>A sample without its batch dimension gets one for the time of the call.</summary>
        public override Tensor forward(Tensor input)
        {
            RequireDimensions(input);
            if (Accepts(input.ndim + 1))
            {
                using Tensor batch = input.unsqueeze(0);
                using Tensor normalised = Normalise(batch);
                return normalised.squeeze(0);
            }
            return Normalise(input);
        }

        private Tensor Normalise(Tensor input) => functional.instance_norm(
            input, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0, eps);
    }

    /// <summary>Instance normalisation of [B, C, L].</summary>
    public sealed class InstanceNorm1d : InstanceNorm
    {
        internal InstanceNorm1d(
            long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
            ScalarType? dtype)
            : base(nameof(InstanceNorm1d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
        {
        }

        private protected override string Dimensions => "2 or 3";

        private protected override bool Accepts(long dimensions) => dimensions is 2 or 3;
    }

    /// <summary>Instance normalisation of [B, C, H, W].</summary>
    public sealed class InstanceNorm2d : InstanceNorm
    {
        internal InstanceNorm2d(
            long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
            ScalarType? dtype)
            : base(nameof(InstanceNorm2d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
        {
        }

        private protected override string Dimensions => "3 or 4";

        private protected override bool Accepts(long dimensions) => dimensions is 3 or 4;
    }

    /// <summary>Instance normalisation of [B, C, D, H, W].</summary>
    public sealed class InstanceNorm3d : InstanceNorm
    {
        internal InstanceNorm3d(
            long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
            ScalarType? dtype)
            : base(nameof(InstanceNorm3d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
        {
        }

        private protected override string Dimensions => "4 or 5";

        private protected override bool Accepts(long dimensions) => dimensions is 4 or 5;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static InstanceNorm1d InstanceNorm1d(
                long num_features, double eps = 1E-05, double momentum = 0.1, bool affine = false,
                bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static InstanceNorm2d InstanceNorm2d(
                long num_features, double eps = 1E-05, double momentum = 0.1, bool affine = false,
                bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static InstanceNorm3d InstanceNorm3d(
                long num_features, double eps = 1E-05, double momentum = 0.1, bool affine = false,
                bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
