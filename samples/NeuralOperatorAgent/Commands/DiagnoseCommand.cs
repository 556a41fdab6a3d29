using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Models;

namespace NeuralOperatorAgent;

/// <summary><c>diagnose</c> and <c>validate</c>: an operator and a tokenizer held against each other.</summary>
internal static class DiagnoseCommand
{
    private static readonly Option<string> Noa = Shared.Noa();
    private static readonly Option<string> Tokenizer = Shared.Tokenizer();
    private static readonly Option<string?> Dataset = Shared.Dataset();
    private static readonly Option<int?> Timesteps = Shared.Timesteps();

    private static readonly Option<int> Samples = new("--n-samples")
    {
        Description = "The most samples.",
        DefaultValueFactory = _ => 100,
    };

    public static Command Create() => Create(
        "diagnose",
        "Prints how well rollouts survive their tokens, how many codes they use, how the operator's latents agree with "
        + "the tokenizer's, how steady they are, and a verdict.",
        (terminal, diagnosis) => terminal.Print(
            new { Verdict = diagnosis.Alignment.Verdict.ToString(), diagnosis.Alignment },
            console => Tables.Write(console, AlignmentTables.Of(diagnosis.Alignment, diagnosis.Map))));

    /// <summary><c>validate</c>, after independent training.</summary>
    public static Command CreateValidate() => Create(
        "validate",
        "Prints whether tokens learnt on the truth fit an operator's rollouts: errors after tokens and their ratio, "
        + "feature distributions, codes in use.",
        (terminal, diagnosis) => terminal.Print(
            diagnosis.Validation, console => Tables.Write(console, AlignmentTables.Of(diagnosis.Validation))));

    private static ToolCommand Create(string name, string description, Action<Terminal, Diagnosis> show)
    {
        var command = new ToolCommand(
            name, description, $"NeuralOperatorAgent {name} --noa-checkpoint runs/noa --vqvae-path runs/tokens")
        {
            Noa, Tokenizer, Dataset, Timesteps, Samples,
        };
        command.SetAction(parsed => Run(parsed, show));
        return command;
    }

    private static int Run(ParseResult parsed, Action<Terminal, Diagnosis> show)
    {
        if (parsed.GetValue(Samples) < 1)
        {
            throw new ArgumentException($"Expected --n-samples of at least 1, got {parsed.GetValue(Samples)}.");
        }

        string path = parsed.GetRequiredValue(Noa);
        using AgentModule module = AgentFile.Load(path);
        using TrajectoryTokenizer tokenizer = TrajectoryTokenizer.Load(parsed.GetRequiredValue(Tokenizer));
        using var data = new HeldOut(Shared.Run(path, parsed.GetValue(Dataset)), parsed.GetValue(Timesteps));
        show(Terminal.Of(parsed), Diagnosis.Of(module, tokenizer, data, parsed.GetValue(Samples)));
        return 0;
    }
}
