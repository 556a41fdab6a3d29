using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Core;

namespace PhysicsMotion;

/// <summary>The sample's command line.</summary>
internal static class MotionTool
{
    public const string Name = "PhysicsMotion";

    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        ThreadSettings.Apply();
        return CommandLine.Run(Name, CreateRoot(), arguments, output, error);
    }

    private static RootCommand CreateRoot() => new(
        "Human motion under physical constraints: state-space models that rebuild, continue and caption movement.")
    {
        GenerateCommand.Create(),
        PrepareCommand.Create(),
        TrainMotionSsmCommand.Create(),
        TrainPhysicsSsmCommand.Create(),
        EvaluateCommand.Create(),
        AblateCommand.Create(),
        AnimateCommand.Create(),
        GenerateMotionCommand.Create(),
        StreamCommand.Create(),
        ExportCommand.Create(),
        DemoCommand.Create(),
    };
}
