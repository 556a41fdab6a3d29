using YamlDotNet.Core;

namespace NeuralOps.Core;

/// <summary>Where a value stands in a YAML text.</summary>
/// <param name="Source">The file, or another name of the text.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record YamlPosition(string Source, long Line, long Column)
{
    internal static YamlPosition Of(string source, Mark mark) => new(source, mark.Line, mark.Column);

    internal InvalidDataException Error(string message) => new($"{this}: {message}");

    /// <inheritdoc/>
    public override string ToString() => $"{Source}:{Line}:{Column}";
}
