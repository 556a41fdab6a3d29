using NeuralOps.Data;
using Spectre.Console;

namespace NeuralOps.Cli;

/// <summary>What a file is: facts, and a table of its parts.</summary>
/// <param name="Path">The file as given.</param>
/// <param name="Kind">Its format.</param>
/// <param name="Facts">Single values by name.</param>
/// <param name="Parts">The rows of the table, each with the same names.</param>
internal sealed record Description(
    string Path,
    string Kind,
    IReadOnlyDictionary<string, object?> Facts,
    IReadOnlyList<IReadOnlyDictionary<string, object?>> Parts)
{
    /// <summary>Describes a file or folder by its ending.</summary>
    /// <param name="path">The file, or the folder of a run or of motions.</param>
    /// <exception cref="FileNotFoundException">There is nothing of that name.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static Description Of(string path)
    {
        if (Directory.Exists(path))
        {
            return MotionFolder.IsOne(path) ? MotionFolderDescription.Of(path) : RunDescription.Of(path);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: expected a file or the folder of a run, found none.");
        }

        return System.IO.Path.GetExtension(path) switch
        {
            ".npy" => NumpyDescription.OfArray(path),
            ".npz" => NumpyDescription.OfArchive(path),
            ".safetensors" => SafetensorsDescription.Of(path),
            ".pt" or ".pth" => PytorchDescription.Of(path),
            ".onnx" => OnnxDescription.Of(path),
            ".hdf5" or ".h5" => Hdf5Description.Of(path),
            ".yaml" or ".yml" => YamlDescription.Of(path),
            ".bvh" => BvhDescription.Of(path),
            ".asf" => AcclaimDescription.OfSkeleton(path),
            ".amc" => AcclaimDescription.OfMotion(path),
            ".xml" => MmmDescription.Of(path),
            var ending => throw new InvalidDataException(
                $"{path}: expected a file with the ending .npy, .npz, .safetensors, .pt, .pth, .onnx, .hdf5, .h5, "
                + $".yaml, .yml, .bvh, .asf, .amc or .xml, found '{ending}'."),
        };
    }

    /// <summary>Prints facts and table.</summary>
    public void Show(IAnsiConsole console)
    {
        console.WriteLine($"{Path}: {Kind}");
        foreach ((string name, object? value) in Facts)
        {
            console.WriteLine($"  {name.Replace('_', ' ')}: {Figures.Text(value)}");
        }

        if (Parts.Count > 0)
        {
            var table = Terminal.Table([.. Parts[0].Keys.Select(name => name.Replace('_', ' '))]);
            foreach (var part in Parts)
            {
                table.AddRow([.. part.Values.Select(value => Markup.Escape(Figures.Text(value)))]);
            }

            console.Write(table);
        }
    }
}
