using System.Reflection;
using System.Text.Json;
using NeuralOps.Tests;

namespace NeuralOps.Packages.Tests;

/// <summary>
/// The packages of this build in a feed of their own, outside the repository, with a package folder of their own: the
/// user's would serve an earlier package of the same version.
/// </summary>
public sealed class PackageFeed : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("neuralops-packages-").FullName;

    public PackageFeed()
    {
        Directory.CreateDirectory(Packages);
        File.WriteAllText(Path.Combine(root, "nuget.config"), """
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="feed" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="feed">
                  <package pattern="neuralops" />
                  <package pattern="NeuralOps.*" />
                  <package pattern="TorchSharp" />
                </packageSource>
                <packageSource key="nuget.org">
                  <package pattern="*" />
                </packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        string project = Path.Combine(Fixtures.Repository, "tests", "Packages.Tests", "Feed.targets");
        List<string> arguments =
        [
            "pack", project, "--no-build", "-c", Metadata("Configuration"), $"-p:PackageOutputPath={Feed}",
            "-v", "quiet",
        ];
        if (Metadata("ArtifactsPath") is { Length: > 0 } artifacts)
        {
            arguments.Add($"-p:ArtifactsPath={artifacts}");
        }

        Dotnet.Run(Fixtures.Repository, Packages, [.. arguments]).Succeeded();
    }

    internal string Feed => Path.Combine(root, "feed");

    internal string Packages => Path.Combine(root, "packages");

    /// <summary>A folder with an empty console project.</summary>
    internal string EmptyProject(string name)
    {
        string folder = Path.Combine(root, "consumers", name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "Console.WriteLine();");
        return folder;
    }

    internal CommandResult Run(string folder, params string[] arguments) => Dotnet.Run(folder, Packages, arguments);

    /// <summary>The packages that a restored project uses, in order.</summary>
    internal static string[] Restored(string folder)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "obj", "project.assets.json")));
        var libraries = assets.RootElement.GetProperty("libraries").EnumerateObject();
        return [.. libraries.Select(library => library.Name.Split('/')[0]).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static string Metadata(string key) => typeof(PackageFeed).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value ?? "";
}
