using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralFluid;

/// <summary>
/// <c>train variants NAME…</c>: trains variants and, where their weights are missing, what they descend from.
/// </summary>
internal static class TrainVariants
{
    private static readonly Argument<string[]> Names = new("name")
    {
        Description = "Variants, for instance K3-Unet_medium-baseline.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> NoDependencies = new("--no-deps")
    {
        Description = "Train only the named variants; their parents' weights must be there.",
    };

    private static readonly Option<bool> ForceRetrain = new("--force-retrain")
    {
        Description = "Train ancestors again even where their weights are there.",
    };

    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Continue an interrupted variant from its newest checkpoint.",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "A folder with train/ and val/ in place of the sample's own.",
    };

    public static Command Create()
    {
        var variants = new Command(
            "variants", "Trains variants of config/variants in order, each from its parent's best weights.")
        {
            Names, NoDependencies, ForceRetrain, Resume, Data,
        };
        variants.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return new Command("train", "Trains fluid simulators.") { variants };
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(ForceRetrain) && parsed.GetValue(Resume))
        {
            throw new ArgumentException("Expected one of --force-retrain and --resume.");
        }

        IReadOnlyList<PlannedVariant> plan = Folders.Curriculum().Plan(
            parsed.GetRequiredValue(Names), parsed.GetValue(NoDependencies), parsed.GetValue(ForceRetrain),
            variant => File.Exists(VariantRun.WeightsOf(variant)));
        foreach (PlannedVariant planned in plan)
        {
            if (!planned.Trains)
            {
                AnsiConsole.WriteLine($"{planned.Variant.Name}: weights are there, not trained again");
                continue;
            }

            FluidRunOptions options = VariantRun.OptionsOf(planned.Variant);
            if (parsed.GetValue(Data) is { } data)
            {
                options = options with
                {
                    TrainData = Path.Combine(data, "train"),
                    ValidationData = Path.Combine(data, "val"),
                };
            }

            ExistingRun existing = parsed.GetValue(Resume) ? ExistingRun.Resume : ExistingRun.Replace;
            TrainingResult result = VariantRun.Train(planned, options, existing, cancel);
            AnsiConsole.WriteLine(
                $"{planned.Variant.Name}: {result.Reason}, {result.State.Step} updates, "
                + $"best validation {result.State.Best:g4}, {VariantRun.FolderOf(planned.Variant)}");
            if (result.Reason == StopReason.Cancelled)
            {
                return 1;
            }
        }

        return 0;
    }
}
