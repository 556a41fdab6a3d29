using System.CommandLine;

namespace NeuralOperatorAgent;

/// <summary>Options that several commands have.</summary>
internal static class Shared
{
    public static Option<string> Noa() => new("--noa-checkpoint")
    {
        Description = "A trained operator: its run's folder, weights, a checkpoint, or the reference's .pt.",
        Required = true,
    };

    public static Option<string> Tokenizer() => new("--vqvae-path")
    {
        Description = "A tokenizer of train-vqvae, or its run's folder.",
        Required = true,
    };

    public static Option<string?> Dataset() => new("--dataset")
    {
        Description = "The dataset; by default the one that the operator was trained on.",
    };

    public static Option<int?> Timesteps() => new("--timesteps")
    {
        Description = "T, steps of a trajectory; by default all that the dataset has.",
    };

    /// <summary>The run that a checkpoint belongs to, on a dataset: its split tells what was held out.</summary>
    public static AgentOptions Run(string checkpoint, string? dataset) =>
        (AgentFile.RunOf(checkpoint), dataset) switch
        {
            ({ } run, null) => run,
            ({ } run, { } other) => run with { Dataset = other },
            (null, { } other) => new AgentOptions { Dataset = other },
            _ => throw new ArgumentException(
                $"Expected --dataset, because '{checkpoint}' does not say what it was trained on."),
        };
}
