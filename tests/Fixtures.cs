using System.Runtime.CompilerServices;

namespace NeuralOps.Tests;

/// <summary>Finds the repository's small reference data, whatever the working folder.</summary>
internal static class Fixtures
{
    /// <summary>The repository's root folder.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), ".."));

    /// <summary>A path under <c>tests/fixtures</c>.</summary>
    public static string PathOf(params string[] parts) =>
        Path.Combine([Repository, "tests", "fixtures", .. parts]);

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
