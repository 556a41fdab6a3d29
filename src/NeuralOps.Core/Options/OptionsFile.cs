namespace NeuralOps.Core;

/// <summary>
/// Reads YAML into options records. A key is the snake-case name of an init property (<c>learning_rate</c> →
/// <c>LearningRate</c>), or the name given by <c>[JsonPropertyName]</c>; a value is a number, a truth value, a string,
/// a snake-case enum name (or <c>[JsonStringEnumMemberName]</c>), a nested record, a list or a dictionary. What the
/// text leaves out keeps the record's default.
/// </summary>
public static class OptionsFile
{
    /// <summary>Reads a YAML file.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not YAML, a key is unknown, missing or set twice, or a value
    /// has a wrong type or is refused by the record; the message names file, line, column and key.</exception>
    public static T Load<T>(string path) => YamlTree.Load(path).To<T>();

    /// <summary>Reads YAML text.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="yaml">The text.</param>
    /// <param name="source">The name of the text in error messages.</param>
    /// <exception cref="InvalidDataException">As <see cref="Load{T}"/>.</exception>
    public static T Parse<T>(string yaml, string source) => YamlTree.Parse(yaml, source).To<T>();
}
