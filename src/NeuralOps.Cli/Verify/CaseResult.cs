namespace NeuralOps.Cli;

/// <summary>The outcome of one case.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Id">Its number.</param>
/// <param name="Title">What it covers.</param>
/// <param name="Model">The name that selects the computation.</param>
/// <param name="Arrays">Every array checked.</param>
/// <param name="Failures">Arrays that nothing checked, unknown keys, an unknown model.</param>
internal sealed record CaseResult(
    string Folder,
    string Id,
    string Title,
    string Model,
    IReadOnlyList<ArrayCheck> Arrays,
    IReadOnlyList<string> Failures)
{
    /// <summary>Whether every array agrees and none was left out.</summary>
    public bool Passed => Failures.Count == 0 && Arrays.Count > 0 && Arrays.All(array => array.Passed);
}
