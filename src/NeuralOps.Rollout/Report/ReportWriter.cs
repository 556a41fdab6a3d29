using System.Net;
using System.Text;
using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>Writes a <see cref="Report"/> as one HTML page that loads nothing from elsewhere and stays below 10
/// MB.</summary>
public static class ReportWriter
{
    private const int FieldBudget = 6_000_000; // 8 MB as base64
    private const int SkeletonBudget = 1_000_000;
    private const string Template = "NeuralOps.Rollout.report.html";
    private const string Skeletons = "NeuralOps.Rollout.skeletons.js";

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file, usually <c>report.html</c> of a run folder.</param>
    /// <param name="report">What it shows. Long curves are averaged, large rollouts and long motions thinned out; the
    /// page says so.</param>
    /// <exception cref="ArgumentException">A curve's coordinates differ in number, a row has another number of cells
    /// than there are columns, a field or a motion has another number of values than its sizes say, a motion names a
    /// joint that it has not, or a scene has no motion.</exception>
    public static void Write(string path, Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        AtomicFile.WriteText(path, Render(report));
    }

    internal static string Render(Report report)
    {
        long values = report.Sections.OfType<RolloutSection>().Sum(FieldFrames.CountBytes);
        long motions = report.Sections.OfType<SkeletonSection>().Sum(SkeletonFrames.CountBytes);
        string data = ReportJson.Text(
            report, new FieldFrames(values, FieldBudget), new SkeletonFrames(motions, SkeletonBudget));
        return Resource(Template)
            .Replace("{{skeletons}}", Resource(Skeletons).TrimEnd(), StringComparison.Ordinal)
            .Replace("{{title}}", WebUtility.HtmlEncode(report.Title), StringComparison.Ordinal)
            .Replace("{{data}}", data, StringComparison.Ordinal);
    }

    private static string Resource(string name)
    {
        using var stream = typeof(ReportWriter).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
