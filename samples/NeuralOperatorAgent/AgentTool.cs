using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Core;

namespace NeuralOperatorAgent;

/// <summary>The sample's command line.</summary>
internal static class AgentTool
{
    public const string Name = "NeuralOperatorAgent";

    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        ThreadSettings.Apply();
        return CommandLine.Run(Name, CreateRoot(), arguments, output, error);
    }

    private static RootCommand CreateRoot() => new(
        "A neural operator agent: learns to step unseen operators, and to name what they do in discrete tokens.")
    {
        GenerateCommand.Create(),
        TrainVqVaeCommand.Create(),
        TrainCommand.Create(),
        EvaluateCommand.Create(),
        DiagnoseCommand.Create(),
        DiagnoseCommand.CreateValidate(),
        AlignCommand.Create(),
        TransferCommand.Create(),
        ExportCommand.Create(),
        DemoCommand.Create(),
    };
}
