namespace NeuralOps.Cli;

/// <summary>The exit codes of all commands.</summary>
internal static class ExitCode
{
    /// <summary>The command did what it was asked to.</summary>
    public const int Done = 0;

    /// <summary>The work itself failed: a check, a computation, a write.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or the files named are no good.</summary>
    public const int BadInput = 2;
}
