namespace NeuralOps.Rollout;

/// <summary>A part of a report: curves, a table, rollouts, or motions of skeletons.</summary>
public abstract record ReportSection
{
    private protected ReportSection()
    {
    }

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence or two below the heading; empty for none.</summary>
    public string Text { get; init; } = "";
}
