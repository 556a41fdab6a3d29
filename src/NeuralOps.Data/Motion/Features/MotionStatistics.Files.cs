using NeuralOps.Core;

namespace NeuralOps.Data;

public sealed partial class MotionStatistics
{
    /// <summary>Reads <c>Mean.npy</c> and <c>Std.npy</c> of a folder.</summary>
    /// <param name="folder">A data set's folder.</param>
    /// <exception cref="FileNotFoundException">One of them is missing.</exception>
    /// <exception cref="InvalidDataException">A file is bad, or the two do not fit.</exception>
    public static MotionStatistics Read(string folder) =>
        Read(Path.Combine(folder, "Mean.npy"), Path.Combine(folder, "Std.npy"));

    /// <summary>Reads two NPY files of one row of real numbers each.</summary>
    /// <param name="meanPath">The means.</param>
    /// <param name="stdPath">The deviations.</param>
    /// <exception cref="FileNotFoundException">One of them is missing.</exception>
    /// <exception cref="InvalidDataException">A file is bad, or the two do not fit.</exception>
    public static MotionStatistics Read(string meanPath, string stdPath)
    {
        float[] mean = ReadRow(meanPath, "means"), std = ReadRow(stdPath, "standard deviations");
        try
        {
            return new(mean, std);
        }
        catch (ArgumentException exception)
        {
            string fault = exception.Message.Split(" (Parameter", 2)[0];
            throw FileError.At(stdPath, $"beside {Path.GetFileName(meanPath)}: {fault}", exception);
        }
    }

    /// <summary>Writes <c>Mean.npy</c> and <c>Std.npy</c>, float32, into a folder.</summary>
    /// <param name="folder">Made if it does not exist.</param>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        NpyFile.Write(Path.Combine(folder, "Mean.npy"), NpyArray.Create(mean, mean.Length));
        NpyFile.Write(Path.Combine(folder, "Std.npy"), NpyArray.Create(std, std.Length));
    }

    private static float[] ReadRow(string path, string what)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path}: expected the {what} of the motion features, found no file.", path);
        }

        var array = NpyFile.Read(path);
        return array.Shape.Count == 1
            ? array.ToFloats()
            : throw FileError.At(path, $"expected one row of {what}, found shape {Shape.Format([.. array.Shape])}.");
    }
}
