using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralFluid;

/// <summary>One stage of a curriculum: its options, its run and its weights.</summary>
internal static class VariantRun
{
    /// <summary>
    /// The options of a variant; data paths that do not exist here are taken from the sample's own data.
    /// </summary>
    public static FluidRunOptions OptionsOf(Variant variant)
    {
        var options = variant.Config.To<FluidRunOptions>();
        return options with
        {
            TrainData = Located(options.TrainData),
            ValidationData = Located(options.ValidationData),
        };
    }

    /// <summary>Trains a variant from its parent's best weights.</summary>
    public static TrainingResult Train(
        PlannedVariant planned, FluidRunOptions options, ExistingRun existing, CancellationToken cancel = default) =>
        new FluidRun(RunsOf(planned.Variant), planned.Variant.FullName, options)
        {
            Start = planned.WarmStart is { } parent ? WeightsOf(parent) : null,
            Existing = existing,
        }.Train(AnsiConsole.Console, cancel);

    public static string FolderOf(Variant variant) => Path.Combine(RunsOf(variant), variant.FullName);

    public static string WeightsOf(Variant variant) => Path.Combine(FolderOf(variant), FluidModel.WeightsName);

    private static string RunsOf(Variant variant) => Path.Combine(Folders.Runs, variant.Folder);

    private static string Located(string folder)
    {
        string shipped = Path.Combine(Path.GetDirectoryName(Folders.Data)!, folder);
        return Directory.Exists(folder) || !Directory.Exists(shipped) ? folder : shipped;
    }
}
