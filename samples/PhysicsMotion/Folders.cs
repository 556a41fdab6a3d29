namespace PhysicsMotion;

/// <summary>Where the sample keeps its configuration (beside the program) and its runs (in the working folder).
/// </summary>
internal static class Folders
{
    public const string Runs = "runs";

    /// <summary>A file of the folder config.</summary>
    public static string Config(string name) => Path.Combine(AppContext.BaseDirectory, "config", name);
}
