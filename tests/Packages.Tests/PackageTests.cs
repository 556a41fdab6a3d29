using System.Globalization;
using System.IO.Compression;

namespace NeuralOps.Packages.Tests;

/// <summary>What a user gets: each package from a feed, in a project outside this repository.</summary>
public sealed class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    private const string Native = "NeuralOps.Bindings.Native";
    private const string Torch = "NeuralOps.Bindings.TorchSharp";

    [Fact]
    public void Rollout_AddedToEmptyProject_Trains()
    {
        string folder = feed.EmptyProject("Trains");
        feed.Run(folder, "add", "package", "NeuralOps.Rollout").Succeeded();
        File.Copy(
            Path.Combine(AppContext.BaseDirectory, "Consumers", "Training.cs"),
            Path.Combine(folder, "Program.cs"),
            overwrite: true);

        string output = feed.Run(folder, "run").Succeeded();

        double[] losses = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith("loss ", StringComparison.Ordinal))
            .Select(line => double.Parse(line[5..], CultureInfo.InvariantCulture))];
        Assert.Equal(3, losses.Length);
        Assert.True(
            losses[2] < 0.1 * losses[0], $"Expected the loss to fall to a tenth, got {string.Join(", ", losses)}.");
        Assert.Equal([Native, Torch, "NeuralOps.Core", "NeuralOps.Rollout", "YamlDotNet"], PackageFeed.Restored(folder));
    }

    [Theory]
    [InlineData("Core", "new NeuralOps.Core.RandomStream(1, \"noise\").NextNormal()")]
    [InlineData("Data", "NeuralOps.Data.NpyArray.Create([1f, 2f], 2).ToTensor().sum().item<float>()")]
    [InlineData("Losses", "new NeuralOps.Losses.FluidLossOptions().EmitterWeight")]
    [InlineData(
        "Models", "new NeuralOps.Models.Unet(NeuralOps.Models.UnetOptions.Small).parameters().Sum(p => p.numel())")]
    [InlineData(
        "Onnx",
        "NeuralOps.Onnx.OnnxRolloutLayout.Fluid.Forcing.Count + "
        + "Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetVersionString()")]
    public void Package_AddedAlone_BringsWhatItNeeds(string name, string expression)
    {
        string folder = feed.EmptyProject(name);
        feed.Run(folder, "add", "package", $"NeuralOps.{name}").Succeeded();
        File.WriteAllText(Path.Combine(folder, "Program.cs"), $"Console.WriteLine({expression});");

        string output = feed.Run(folder, "run").Succeeded();

        Assert.NotEmpty(output.Trim());
        string[] more = name switch
        {
            "Data" => ["NeuralOps.Bindings.HdfPInvoke"],
            "Losses" or "Models" => ["MathNet.Numerics"],
            "Onnx" => ["Google.Protobuf", "NeuralOps.Bindings.OnnxRuntime"],
            _ => [],
        };
        string[] expected = [Native, Torch, "NeuralOps.Core", $"NeuralOps.{name}", "YamlDotNet", .. more];
        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), PackageFeed.Restored(folder));
    }

    [Fact]
    public void Binding_BesideOfficialPackage_IsRefused()
    {
        string folder = feed.EmptyProject("Both");
        WriteStandIn("TorchSharp", "0.107.0", typeof(PackageTests).Assembly.Location);
        feed.Run(folder, "add", "package", "NeuralOps.Core").Succeeded();
        feed.Run(folder, "add", "package", "TorchSharp").Succeeded();

        var build = feed.Run(folder, "build");

        Assert.Equal(1, build.ExitCode);
        Assert.Contains(
            "error NEURALOPS001: Expected one source of the TorchSharp API, found two packages: "
            + "NeuralOps.Bindings.TorchSharp and TorchSharp. Remove the reference to TorchSharp, or take NeuralOps "
            + "packages built with -p:NeuralOpsBindings=NuGet, which depend on it.",
            build.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tool_InstalledFromFeed_DescribesItself()
    {
        string folder = Path.Combine(feed.Packages, "..", "tools");
        Directory.CreateDirectory(folder);
        feed.Run(folder, "tool", "install", "neuralops", "--tool-path", ".").Succeeded();

        string help = Dotnet.Start(Path.Combine(folder, "neuralops"), folder, feed.Packages, "--help").Succeeded();

        Assert.All(["info", "verify", "run", "export", "evaluate", "train", "rollout"], command =>
            Assert.Contains($"  {command} ", help, StringComparison.Ordinal));
    }

    /// <summary>A package of the given name with one assembly.</summary>
    private void WriteStandIn(string id, string version, string assembly)
    {
        using var package = ZipFile.Open(Path.Combine(feed.Feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(assembly, $"lib/net10.0/{id}.dll");
        using var text = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open());
        text.Write($"""
            <package>
              <metadata>
                <id>{id}</id>
                <version>{version}</version>
                <authors>nobody</authors>
                <description>Stands in for the official package.</description>
              </metadata>
            </package>
            """);
    }
}
