using System.CommandLine;
using NeuralOps.Cli;
using Spectre.Console;

namespace PhysicsMotion;

/// <summary><c>export</c>: a trained model for ONNX Runtime, as a prefill graph and a step graph.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Checkpoint = Shared.Checkpoint();

    private static readonly Option<string> Folder = new("--output-dir")
    {
        Description = "Where the graphs and their sidecars go.",
        Required = true,
    };

    private static readonly Option<string?> DataDir = new("--data-dir")
    {
        Description = "The folder of motions that gives the reference's .pt its statistics.",
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "export",
            "Writes the prefill and the step graph, runs 1,000 frames through both beside the native model, and exits "
            + "1 where they differ.",
            "PhysicsMotion export --checkpoint runs/next --output-dir runs/onnx")
        {
            Checkpoint, Folder, DataDir,
        };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    /// <summary>Writes the graphs of a model; the stem of their names and the differences.</summary>
    public static (string Stem, IReadOnlyDictionary<string, double> Differences) Write(
        string path, string folder, string? data = null)
    {
        bool isText = TextFile.Is(path);
        string stem = Path.Combine(folder, isText ? "text-to-motion" : "physics-motion");
        if (isText)
        {
            using TrainedText text = TextFile.Load(path, data);
            Directory.CreateDirectory(folder);
            return (stem, OnnxFiles.Write(text, stem));
        }

        using TrainedPhysics trained = PhysicsFile.Load(path, data);
        Directory.CreateDirectory(folder);
        return (stem, OnnxFiles.Write(trained, stem));
    }

    /// <summary>Whether all differences are small.</summary>
    public static bool Agrees(IReadOnlyDictionary<string, double> differences) =>
        differences.Values.All(difference => difference <= OnnxFiles.Tolerance);

    /// <summary>One line on an export.</summary>
    public static string Line(string stem, IReadOnlyDictionary<string, double> differences) => $"{stem}: "
        + string.Join(", ", differences.Select(entry => FormattableString.Invariant(
            $"{entry.Key} differs from native by {entry.Value:0.0e+00}")))
        + (Agrees(differences) ? "" : FormattableString.Invariant($", more than {OnnxFiles.Tolerance:0e+00}"));

    private static int Run(ParseResult parsed)
    {
        (string stem, IReadOnlyDictionary<string, double> differences) =
            Write(
                parsed.GetRequiredValue(Checkpoint), parsed.GetRequiredValue(Folder), parsed.GetValue(DataDir));
        Terminal.Of(parsed).Print(
            new { Stem = stem, Agrees = Agrees(differences), Differences = differences },
            console => console.WriteLine(Line(stem, differences)));
        return Agrees(differences) ? 0 : 1;
    }
}
