namespace NeuralOps.Rollout;

/// <summary>A table of texts; columns of numbers are aligned to the right.</summary>
public sealed record TableSection : ReportSection
{
    /// <summary>The column headings, with units.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The rows, each with one text a column.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Rows { get; init; }
}
