namespace NeuralOps.Data;

/// <summary>Finds the sequences of a split.</summary>
public static class SequenceFiles
{
    /// <summary>All <c>.npz</c> files of a folder, in the order of their names.</summary>
    /// <param name="folder">For instance <c>data/train</c>.</param>
    /// <exception cref="InvalidDataException">There is no such folder, or it holds none.</exception>
    public static string[] In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw FileError.At(folder, "expected a folder of .npz files, found none.");
        }

        string[] paths = [.. Directory.GetFiles(folder, "*.npz").Order(StringComparer.Ordinal)];
        return paths.Length > 0 ? paths : throw FileError.At(folder, "expected .npz files, found none.");
    }
}
