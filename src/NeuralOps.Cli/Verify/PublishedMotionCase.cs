using System.Security.Cryptography;
using NeuralOps.Core;
using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// Summary numbers of a published clip that the case may not contain: the user puts its two files into the case's
/// folder.
/// </summary>
internal static class PublishedMotionCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        using var features = Read(folder, checks, "features");
        using var published = Read(folder, checks, "joints");
        var layout = MotionLayout.OfWidth(features.shape[^1]);
        Shape.Require(published, "T J 3", [features.size(0), layout.Joints, 3], "joints_file");
        var body = MotionSkeleton.Of(JointMotion.From(published, layout, layout.FramesPerSecond, "joints_file"));
        var positions = MotionRecovery.FromPositions(features);
        Compare("ric", positions, published, checks);
        Compare("rot", MotionRecovery.FromRotations(features, body.Offsets(checks.Dtype)), published, checks);
        var root = positions.select(1, 0); // [T, 3]
        var steps = root.narrow(0, 1, root.size(0) - 1) - root.narrow(0, 0, root.size(0) - 1);
        checks.Compare("out:root_path_length", steps.square().sum(-1).sqrt().sum());
    }

    private static void Compare(string kind, Tensor joints, Tensor published, CaseChecks checks)
    {
        checks.Compare($"out:max_abs_{kind}_minus_published", (joints - published).abs().max());
        var mean = joints.mean([0], keepdim: true);
        checks.Compare($"out:{kind}_mean_per_joint_axis", mean.squeeze(0));
        checks.Compare($"out:{kind}_std_per_joint_axis", (joints - mean).square().mean([0]).sqrt());
    }

    private static Tensor Read(CaseFolder folder, CaseChecks checks, string what)
    {
        var configuration = folder.Configuration;
        string name = configuration.Get<string>($"{what}_file"), sum = configuration.Get<string>($"{what}_sha256");
        string path = folder.FilePath(name);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path}: expected the {what} that HumanML3D publishes under that name (SHA-256 {sum}), found no such "
                + "file. Its terms forbid a copy here; put it there to verify this case.");
        }

        string found = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        checks.Fact($"SHA-256 of {name}", found == sum ? null : $"expected {sum}, found {found}");
        var stored = NpyFile.Read(path).ToTensor();
        Shape.Require(stored, what == "joints" ? "T J 3" : "T D", configuration.Get<long[]>($"{what}_shape"), name);
        return stored.to_type(checks.Dtype);
    }
}
