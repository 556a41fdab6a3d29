using System.CommandLine;
using NeuralFluid;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 200;
    AnsiConsole.Profile.Capabilities.Ansi = false;
}

var root = new RootCommand("A neural fluid simulator: layered variants, curricula, export and free rollouts.")
{
    TrainVariants.Create(),
    Export.Create(),
    Infer.Create(),
    Demo.Create(),
};

try
{
    return root.Parse(args).Invoke(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromMinutes(1), // an interrupted training writes a checkpoint
    });
}
catch (Exception exception) when (
    exception is InvalidDataException or ArgumentException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine($"NeuralFluid: {exception.Message}");
    return 2;
}
