using NeuralOps.Cli;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralFluid;

/// <summary>Trains the stages of the demo and its comparisons.</summary>
/// <param name="data">The folder with train/, val/ and test/.</param>
/// <param name="seed">The seed of every run.</param>
/// <param name="share">The share of each stage's updates.</param>
/// <param name="cancel">Ends the training under way.</param>
internal sealed class DemoTraining(string data, long seed, double share, CancellationToken cancel)
{
    /// <summary>The stages of the recommended recipe.</summary>
    public static readonly string[] Curriculum = ["K1-Unet_small-demo", "K2-Unet_small-demo", "K3-Unet_small-demo"];

    private readonly NeuralOps.Rollout.Curriculum curriculum = Folders.Curriculum();

    /// <summary>The folder with train/, val/ and test/.</summary>
    public string Data { get; } = data;

    /// <summary>How long the stages of the recipe trained, their validations included.</summary>
    public TimeSpan CurriculumTime => Curriculum.Aggregate(TimeSpan.Zero, (sum, name) => sum + TimeOf(name));

    /// <summary>Trains variants one after another; their weights, or null when cancelled.</summary>
    public string[]? Stages(string title, params string[] names)
    {
        var weights = new List<string>();
        foreach (string name in names)
        {
            if (Train(name) is not { } trained)
            {
                AnsiConsole.WriteLine($"{title}: cancelled");
                return null;
            }

            weights.Add(trained);
        }

        return [.. weights];
    }

    /// <summary>
    /// The rows beside the curriculum: single steps for the same time and, where asked for, the reference's recipe.
    /// </summary>
    public IReadOnlyList<(string Name, string Weights)>? Comparisons(bool withAbsolute)
    {
        double stepsPerSecond = StepsOf(Curriculum[0]) / TimeOf(Curriculum[0]).TotalSeconds;
        string? alone = Train("K1-Unet_small-alone", (int)(CurriculumTime.TotalSeconds * stepsPerSecond));
        if (alone is null || !withAbsolute)
        {
            return alone is null ? null : [("K1 alone, same time", alone)];
        }

        string[]? absolute = Stages(
            "absolute", "K1-Unet_small-absolute", "K2-Unet_small-absolute", "K3-Unet_small-absolute");
        return absolute is null ? null : [("K1 alone, same time", alone), ("absolute K1→K3", absolute[^1])];
    }

    private TimeSpan TimeOf(string name)
    {
        string folder = VariantRun.FolderOf(curriculum[name]);
        return File.GetLastWriteTimeUtc(Path.Combine(folder, FluidModel.WeightsName))
            - File.GetLastWriteTimeUtc(Path.Combine(folder, "options.json"));
    }

    private int StepsOf(string name) => Math.Max(2, (int)(share * VariantRun.OptionsOf(curriculum[name]).Steps!.Value));

    private string? Train(string name, int? steps = null)
    {
        PlannedVariant planned = curriculum.Plan([name], noDependencies: true, forceRetrain: false, _ => true)[0];
        FluidRunOptions options = VariantRun.OptionsOf(planned.Variant);
        int count = steps ?? StepsOf(name);
        options = options with
        {
            TrainData = Path.Combine(Data, "train"),
            ValidationData = Path.Combine(Data, "val"),
            Seed = seed,
            Steps = count,
            LrWarmupSteps = Math.Min(options.LrWarmupSteps, count / 2),
        };
        TrainingResult result = VariantRun.Train(planned, options, ExistingRun.Replace, cancel);
        return result.Reason == StopReason.Cancelled ? null : VariantRun.WeightsOf(planned.Variant);
    }
}
