using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>Computes a case and collects every difference from what it expects.</summary>
internal static class Verifier
{
    /// <summary>Verifies one case.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="isDouble">
    /// Whether all arrays are computed in float64. Otherwise those with the prefix <c>f64/</c> are, and the others at
    /// the precision the case names.
    /// </param>
    /// <exception cref="InvalidDataException">A file of the case is damaged.</exception>
    public static CaseResult Verify(string path, bool isDouble)
    {
        using var folder = CaseFolder.Open(path);
        var failures = new List<string>();
        var checks = new List<ArrayCheck>();
        if (CaseComputations.Find(folder.Model) is { } compute)
        {
            foreach (var run in Runs(folder, isDouble))
            {
                using var scope = NewDisposeScope();
                compute(folder, run);
                checks.AddRange(run.Results);
            }

            failures.AddRange(folder.Configuration.Unread().Select(key => $"unknown configuration key '{key}'"));
        }
        else
        {
            string known = string.Join(", ", CaseComputations.Models.Select(name => $"'{name}'"));
            failures.Add($"unknown model '{folder.Model}'; expected one of {known}");
        }

        var compared = checks.Select(check => check.Name).ToHashSet();
        failures.AddRange(folder.Arrays.Names
            .Where(name => !ArrayNames.IsInput(name) && !compared.Contains(name))
            .Select(name => $"unchecked array '{name}'"));
        return new CaseResult(path, folder.Id, folder.Title, folder.Model, checks, failures);
    }

    private static IEnumerable<CaseChecks> Runs(CaseFolder folder, bool isDouble)
    {
        bool hasDouble = folder.Arrays.Names.Any(name => name.StartsWith(ArrayNames.Double, StringComparison.Ordinal));
        if (isDouble)
        {
            return [new CaseChecks(folder, ScalarType.Float64, "", ArrayNames.Double)];
        }

        var own = new CaseChecks(folder, folder.Dtype == "float64" ? ScalarType.Float64 : ScalarType.Float32, "");
        return hasDouble ? [own, new CaseChecks(folder, ScalarType.Float64, ArrayNames.Double)] : [own];
    }
}
