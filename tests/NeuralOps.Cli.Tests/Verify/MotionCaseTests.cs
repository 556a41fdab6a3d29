using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NeuralOps.Data;
using NeuralOps.Tests;

namespace NeuralOps.Cli.Tests;

public sealed class MotionCaseTests
{
    private const string Published = "G4.4s-published-sample-summary";
    private const string Features = "HumanML3D/new_joint_vecs/012314.npy";
    private const string Joints = "HumanML3D/new_joints/012314.npy";

    [Theory]
    [InlineData("G4.3-physics-state")]
    [InlineData("G4.4-motion-features")]
    [InlineData("G4.4b-feature-statistics")]
    [InlineData("variants/motion-features-kit-turning")]
    public void Case_AgreesInFloat64(string name)
    {
        var run = ToolRun.Of("verify", Fixtures.PathOf("golden", name), "--float64");
        Assert.Equal((0, ""), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("G4.3-physics-state", "correct/T60/out:raw", 0.01f)]
    [InlineData("G4.4-motion-features", "encode/out:features", 0.01f)]
    [InlineData("G4.4-motion-features", "decode/out:joints_from_rotations", 1e-4f)]
    [InlineData("G4.4b-feature-statistics", "out:std", 1e-4f)]
    public void OtherNumbers_Fail(string name, string array, float amount)
    {
        using var copy = new CaseCopy(name).Tamper(array, amount);
        var run = ToolRun.Of("verify", copy.Path, "--json");
        var failed = run.Json["cases"]![0]!["arrays"]!.AsArray().Single(check => !(bool)check!["passed"]!);
        Assert.Equal((1, array), (run.Code, (string)failed!["name"]!));
    }

    [Fact]
    public void OtherConstantsOfTheBody_Fail()
    {
        using var copy = new CaseCopy("G4.4-motion-features").Edit(root =>
            root["configuration"]!["skeleton_constants"]!["feet_left"] = new JsonArray(8, 11));
        var run = ToolRun.Of("verify", copy.Path);
        Assert.Equal(1, run.Code);
        string text = string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("skeleton_constants.feet_left", text, StringComparison.Ordinal);
        Assert.Contains("expected [7,10] (HumanML3D, 22 joints), found [8,11]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownSkeleton_IsRefused()
    {
        using var copy = new CaseCopy("G4.4b-feature-statistics").Edit(root =>
            root["configuration"]!["skeleton"] = "smplx");
        Assert.Equal(
            "neuralops: Expected one of kit, humanml3d for configuration key 'skeleton', found 'smplx'.",
            ToolRun.Refused("verify", copy.Path));
    }

    [Fact]
    public void PublishedClip_IsAskedForByNameAndChecksum()
    {
        string folder = Fixtures.PathOf("golden", Published);
        Assert.Equal(
            $"neuralops: {Path.Combine(folder, Features)}: expected the features that HumanML3D publishes under that "
            + "name (SHA-256 6e6fc0204ea9e48abdf94f84e8be22b19a1f1e955c7b98e025b1d702f6fe96a0), found no such file. "
            + "Its terms forbid a copy here; put it there to verify this case.",
            ToolRun.Refused("verify", folder));
    }

    /// <summary>The reference's synthetic clip stands in for the published one.</summary>
    [Fact]
    public void PublishedClip_IsComparedWhereItIs()
    {
        using var copy = StandIn();
        var run = ToolRun.Of("verify", copy.Path, "--json");
        Assert.True((bool)run.Json["passed"]!, run.Output);
        copy.Tamper("out:rot_std_per_joint_axis", 1e-3f);
        Assert.Equal(1, ToolRun.Of("verify", copy.Path).Code);
    }

    [Fact]
    public void AnotherFileThanThePublished_Fails()
    {
        using var copy = StandIn();
        copy.Edit(root => root["configuration"]!["joints_sha256"] = "00");
        var run = ToolRun.Of("verify", copy.Path, "--json");
        var failed = run.Json["cases"]![0]!["arrays"]!.AsArray().First(check => !(bool)check!["passed"]!)!;
        Assert.Equal($"SHA-256 of {Joints}", (string)failed["name"]!);
        Assert.StartsWith("expected 00, found ", (string)failed["note"]!, StringComparison.Ordinal);
    }

    private static CaseCopy StandIn()
    {
        using var golden = NpzArchive.Open(Fixtures.PathOf("golden", "G4.4-motion-features", "io.npz"));
        var ric = golden.Read("decode/out:joints_from_ric");
        var copy = new CaseCopy(Published);
        Directory.CreateDirectory(Path.GetDirectoryName(copy.PathOf(Features))!);
        Directory.CreateDirectory(Path.GetDirectoryName(copy.PathOf(Joints))!);
        NpyFile.Write(copy.PathOf(Features), golden.Read("in:features"));
        NpyFile.Write(copy.PathOf(Joints), ric);
        float[] joints = ric.ToFloats(), rot = golden.Read("decode/out:joints_from_rotations").ToFloats();
        double Path3(int t) => Math.Sqrt(Enumerable.Range(0, 3)
            .Sum(axis => Math.Pow(joints[((t + 1) * 66) + axis] - joints[(t * 66) + axis], 2)));
        var (ricMean, ricStd) = Spread(joints);
        var (rotMean, rotStd) = Spread(rot);
        copy.EditArrays(arrays =>
        {
            arrays.Clear();
            arrays["out:max_abs_ric_minus_published"] = NpyArray.Create([0f], []);
            arrays["out:max_abs_rot_minus_published"] =
                NpyArray.Create([joints.Zip(rot, (a, b) => Math.Abs(a - b)).Max()], []);
            arrays["out:ric_mean_per_joint_axis"] = NpyArray.Create(ricMean, 22, 3);
            arrays["out:ric_std_per_joint_axis"] = NpyArray.Create(ricStd, 22, 3);
            arrays["out:rot_mean_per_joint_axis"] = NpyArray.Create(rotMean, 22, 3);
            arrays["out:rot_std_per_joint_axis"] = NpyArray.Create(rotStd, 22, 3);
            arrays["out:root_path_length"] = NpyArray.Create([(float)Enumerable.Range(0, 62).Sum(Path3)], []);
        });
        return copy.Edit(root =>
        {
            var configuration = root["configuration"]!;
            configuration["features_sha256"] = Sum(copy.PathOf(Features));
            configuration["joints_sha256"] = Sum(copy.PathOf(Joints));
            configuration["features_shape"] = new JsonArray(63, 263);
            configuration["joints_shape"] = new JsonArray(63, 22, 3);
        });
    }

    private static string Sum(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static (float[] Mean, float[] Std) Spread(float[] joints)
    {
        float[] mean = new float[66], std = new float[66];
        for (int i = 0; i < 66; i++)
        {
            double[] track = [.. Enumerable.Range(0, 63).Select(t => (double)joints[(t * 66) + i])];
            double center = track.Average();
            mean[i] = (float)center;
            std[i] = (float)Math.Sqrt(track.Average(x => (x - center) * (x - center)));
        }

        return (mean, std);
    }
}
