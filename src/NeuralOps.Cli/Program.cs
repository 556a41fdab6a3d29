namespace NeuralOps.Cli;

/// <summary>The process: arguments and the console's streams go to <see cref="Tool"/>.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => Tool.Run(arguments, Console.Out, Console.Error);
}
