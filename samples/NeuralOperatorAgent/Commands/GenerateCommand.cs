using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Data;
using Spectre.Console;

namespace NeuralOperatorAgent;

/// <summary><c>generate</c>: a dataset of operators, trajectories and features.</summary>
internal static class GenerateCommand
{
    private static readonly Option<string> Output = new("--output")
    {
        Description = "The HDF5 file to write.",
        Required = true,
    };

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "YAML with domain, dimensions and initial conditions; the reference's family by default.",
    };

    private static readonly Option<DomainKind?> Domain = new("--domain")
    {
        Description = "random-convolution or gray-scott, in place of the file's.",
        HelpName = "domain",
        CustomParser = result => EnumText.Parse<DomainKind>(result),
    };

    private static readonly Option<int> Samples = new("--n-samples")
    {
        Description = "Operators, each with one trajectory.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<int> Timesteps = new("--timesteps")
    {
        Description = "T, steps of a trajectory.",
        DefaultValueFactory = _ => 64,
    };

    private static readonly Option<int> Grid = new("--grid")
    {
        Description = "Rows and columns.",
        DefaultValueFactory = _ => 64,
    };

    private static readonly Option<int> Realizations = new("--n-realizations")
    {
        Description = "Draws of the noise that features are taken of; the trajectory kept is the first.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "The seed of parameters and initial states.",
        DefaultValueFactory = _ => 42,
    };

    private static readonly Option<bool> NoFeatures = new("--no-features")
    {
        Description = "Leave the features out.",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replace a file." };

    public static Command Create()
    {
        var command = new ToolCommand(
            "generate",
            "Draws operators and initial states, steps them and writes parameters, trajectories and features.",
            "NeuralOperatorAgent generate --output runs/data.h5 --n-samples 200 --timesteps 64",
            "NeuralOperatorAgent generate --domain gray-scott --n-samples 100 --output runs/gray-scott.h5")
        {
            Output, Config, Domain, Samples, Timesteps, Grid, Realizations, Seed, NoFeatures, Force,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        var terminal = Terminal.Of(parsed);
        string path = parsed.GetRequiredValue(Output);
        if (Directory.Exists(path) || (File.Exists(path) && !parsed.GetValue(Force)))
        {
            throw new ArgumentException(Directory.Exists(path)
                ? $"Expected --output to be a file, got the folder '{path}'."
                : $"Expected no file '{path}', found one. Replace it with --force, or choose another name.");
        }

        DomainOptions domain = parsed.GetValue(Config) is { } config
            ? OptionsFile.Load<DomainOptions>(config)
            : new DomainOptions();
        var options = new OperatorGeneratorOptions
        {
            Samples = parsed.GetValue(Samples),
            Steps = parsed.GetValue(Timesteps),
            Realizations = parsed.GetValue(Realizations),
            Height = parsed.GetValue(Grid),
            Width = parsed.GetValue(Grid),
            Seed = (ulong)parsed.GetValue(Seed),
        };
        SamplingQuality quality = Generation.Write(
            path, domain with { Domain = parsed.GetValue(Domain) ?? domain.Domain }, options,
            !parsed.GetValue(NoFeatures), terminal.Progress, cancel);
        terminal.Print(
            new { Path = path, options.Samples, options.Steps, quality.Discrepancy, quality.MaxCorrelation },
            console => console.WriteLine(
                $"Wrote {options.Samples} samples of {options.Steps} steps to {path}; discrepancy of the parameters "
                + $"{quality.Discrepancy:0.0e+00}, largest correlation {quality.MaxCorrelation:0.000}."));
        return 0;
    }
}
