using NeuralOps.Rollout;

namespace NeuralFluid;

/// <summary>
/// Where the sample keeps its configuration and data (beside the program) and its runs (in the working folder).
/// </summary>
internal static class Folders
{
    public const string Runs = "runs";

    public static string Weights { get; } = Beside("weights");

    public static string Data { get; } = Beside("data");

    public static Curriculum Curriculum() => NeuralOps.Rollout.Curriculum.Load(
        Path.Combine(Beside("config"), "base_config.yaml"),
        Path.Combine(Beside("config"), "model_architectures"),
        Path.Combine(Beside("config"), "variants"));

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
