namespace NeuralOps.Data;

/// <summary>Errors of file content: the file, and the array in it, then what was expected and what was found.</summary>
internal static class FileError
{
    public static InvalidDataException At(string where, string what, Exception? cause = null) =>
        new($"{where}: {what}", cause);
}
