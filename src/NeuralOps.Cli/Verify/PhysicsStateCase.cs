using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>The physics state of clips of several lengths, by the reference's slices and by the right ones.</summary>
internal static class PhysicsStateCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        double compatible = configuration.Get<double>("compat_fps"), correct = configuration.Get<double>("correct_fps");
        foreach (long length in configuration.Get<long[]>("lengths"))
        {
            string clip = string.Create(CultureInfo.InvariantCulture, $"T{length}");
            using var motion = checks.Input($"in:motion_{clip}");
            Shape.Require(motion, "T D", [length, Shape.Any], $"in:motion_{clip}");
            Compare($"compat/{clip}/", motion, compatible, PhysicsForm.Reference, checks);
            Compare($"correct/{clip}/", motion, correct, PhysicsForm.Central, checks);
        }
    }

    private static void Compare(string variant, Tensor motion, double rate, PhysicsForm form, CaseChecks checks)
    {
        var layout = MotionLayout.OfWidth(motion.size(1));
        float[] features = motion.to_type(ScalarType.Float32).data<float>().ToArray();
        long[] shape = [motion.size(0), PhysicsState.Width];
        checks.Compare($"{variant}out:raw", tensor(PhysicsState.Of(features, layout, rate, form), shape));
        checks.Compare(
            $"{variant}out:normalised", tensor(PhysicsState.Standardize(features, layout, rate, form), shape));
    }
}
