using System.Globalization;
using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>The files of a checkpoint folder: <c>step-N</c>, <c>epoch-N</c> and <c>best</c>, all
/// <c>.safetensors</c>.</summary>
public static class CheckpointFiles
{
    /// <summary>The name of the checkpoint with the best value of the monitored metric.</summary>
    public const string Best = "best";

    private const string Ending = ".safetensors";

    /// <summary>The path of a checkpoint.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">Its name without ending.</param>
    public static string PathOf(string folder, string name) => Path.Combine(folder, name + Ending);

    /// <summary>The checkpoint of the greatest step, or null where there is none.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <exception cref="InvalidDataException">A file of such a name is no checkpoint.</exception>
    public static string? Latest(string folder) => ByStep(folder).LastOrDefault();

    /// <summary>Deletes all <c>step-N</c> and <c>epoch-N</c> but those of the greatest steps and the one just
    /// written, which a run that went back to an earlier step has below older ones.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="keep">How many stay.</param>
    /// <param name="written">The path just written.</param>
    internal static void Prune(string folder, int keep, string written)
    {
        foreach (string path in ByStep(folder).Where(path => !IsBest(path)).SkipLast(keep).Where(p => p != written))
        {
            File.Delete(path);
        }
    }

    /// <summary>Deletes what a killed process left beside its checkpoints.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    internal static void RemovePartial(string folder)
    {
        if (Directory.Exists(folder))
        {
            foreach (string path in Directory.EnumerateFiles(folder, $".*{Ending}.*.partial"))
            {
                File.Delete(path);
            }
        }
    }

    // At equal steps an epoch's end comes after the best of that epoch, which is written first.
    private static string[] ByStep(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*" + Ending)
            .Where(path => IsBest(path) || IsNumbered(path))
            .OrderBy(path => CheckpointMetadata.Read(path, SafetensorsFile.ReadMetadata(path)).State.Step)
            .ThenBy(path => IsBest(path) ? 0 : 1)];

    private static bool IsBest(string path) => Path.GetFileName(path) == Best + Ending;

    private static bool IsNumbered(string path) =>
        Path.GetFileNameWithoutExtension(path).Split('-') is ["step" or "epoch", var number]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
