namespace NeuralOps.Rollout;

/// <summary>What a report shows; <see cref="ReportWriter"/> makes one self-contained page of it.</summary>
/// <param name="Title">The page's title.</param>
/// <param name="Sections">The sections, from top to bottom.</param>
public sealed record Report(string Title, IReadOnlyList<ReportSection> Sections);
