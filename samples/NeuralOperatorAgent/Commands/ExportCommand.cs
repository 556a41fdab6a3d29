using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Models;
using Spectre.Console;

namespace NeuralOperatorAgent;

/// <summary><c>export</c>: operator and tokenizer for ONNX Runtime.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> Noa = new("--noa-checkpoint")
    {
        Description = Shared.Noa().Description,
    };

    private static readonly Option<string?> Tokenizer = new("--vqvae-path")
    {
        Description = Shared.Tokenizer().Description,
    };

    private static readonly Option<string> Folder = new("--output-dir")
    {
        Description = "Where operator.onnx, encoder.onnx and decoder.onnx go.",
        Required = true,
    };

    private static readonly Option<int> Grid = new("--grid")
    {
        Description = "Rows and columns of the comparison; the models take any.",
        DefaultValueFactory = _ => 64,
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "export",
            "Writes ONNX models, runs them beside the native ones, and exits 1 where they differ.",
            "NeuralOperatorAgent export --noa-checkpoint runs/noa --vqvae-path runs/tokens --output-dir runs/onnx")
        {
            Noa, Tokenizer, Folder, Grid,
        };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        if ((parsed.GetValue(Noa), parsed.GetValue(Tokenizer)) is (null, null))
        {
            throw new ArgumentException("Expected --noa-checkpoint, --vqvae-path or both, got neither.");
        }

        string folder = parsed.GetRequiredValue(Folder);
        Directory.CreateDirectory(folder);
        var differences = new Dictionary<string, double>();
        if (parsed.GetValue(Noa) is { } noa)
        {
            using AgentModule module = AgentFile.Load(noa);
            differences["operator"] =
                OnnxExport.WriteOperator(module, Path.Combine(folder, "operator.onnx"), parsed.GetValue(Grid));
        }

        if (parsed.GetValue(Tokenizer) is { } path)
        {
            using TrajectoryTokenizer tokenizer = TrajectoryTokenizer.Load(path);
            differences["tokenizer"] = OnnxExport.WriteTokenizer(tokenizer.Network, folder);
        }

        bool agrees = differences.Values.All(difference => difference <= OnnxExport.Tolerance);
        Terminal.Of(parsed).Print(
            new { Folder = folder, Agrees = agrees, OnnxExport.Tolerance, Differences = differences },
            console => console.WriteLine(Text(folder, differences)));
        return agrees ? 0 : 1;
    }

    /// <summary>The differences in a line each.</summary>
    public static string Text(string folder, IReadOnlyDictionary<string, double> differences) => string.Join('\n', [
        $"Wrote {folder}.",
        .. differences.Select(entry => FormattableString.Invariant(
            $"{entry.Key}: native and ONNX Runtime differ by {entry.Value:0.0e+00}, ")
            + FormattableString.Invariant($"limit {OnnxExport.Tolerance:0.0e+00}")),
    ]);
}
