using System.CommandLine;

namespace NeuralOps.Cli;

/// <summary>A command whose help page ends with examples.</summary>
/// <param name="name">The word on the command line.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Whole command lines.</param>
public sealed class ToolCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    /// <summary>Whole command lines.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
