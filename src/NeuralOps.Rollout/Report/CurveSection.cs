namespace NeuralOps.Rollout;

/// <summary>A chart: losses over updates, errors over the horizon, spectra over wavenumbers.</summary>
public sealed record CurveSection : ReportSection
{
    /// <summary>The label of the horizontal axis, with its unit.</summary>
    public required string XLabel { get; init; }

    /// <summary>The label of the vertical axis, with its unit.</summary>
    public required string YLabel { get; init; }

    /// <summary>The lines; those with more than 1500 points are averaged.</summary>
    public required IReadOnlyList<Curve> Curves { get; init; }

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool LogY { get; init; }

    /// <summary>Where stages begin, with their names.</summary>
    public IReadOnlyList<(double X, string Name)> Stages { get; init; } = [];
}
