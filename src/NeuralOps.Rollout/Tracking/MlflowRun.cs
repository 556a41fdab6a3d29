using System.Globalization;
using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>The folders and <c>meta.yaml</c> files of one MLflow run.</summary>
internal sealed class MlflowRun(string root, string experiment, string name)
{
    private const int Running = 1;

    private string experimentId = "";
    private string runId = "";
    private long started;

    public string Folder => Path.Combine(root, experimentId, runId);

    public void Open(long now, bool continues)
    {
        var known = Metas(root).FirstOrDefault(meta => Value(meta, "name") == experiment);
        experimentId = known is null ? MakeExperiment(now) : Value(known, "experiment_id");
        var before = continues ? Unfinished().LastOrDefault() : null;
        runId = before is null ? Guid.NewGuid().ToString("n") : Value(before, "run_id");
        started = before is null ? now : StartOf(before);
        foreach (string part in (string[])["artifacts", "metrics", "params", "tags"])
        {
            Directory.CreateDirectory(Path.Combine(Folder, part));
        }

        AtomicFile.WriteText(PathOf("tags", "mlflow.runName"), name);
        AtomicFile.WriteText(PathOf("tags", "mlflow.user"), Environment.UserName);
        AtomicFile.WriteText(PathOf("tags", "mlflow.source.type"), "LOCAL");
        WriteMeta(Running, null);
    }

    public void Close(long now, RunStatus status) => WriteMeta(
        status switch { RunStatus.Finished => 3, RunStatus.Failed => 4, _ => 5 }, now);

    /// <summary>The file of a metric, parameter or tag; slashes in its name are folders.</summary>
    public string PathOf(string kind, string key)
    {
        string safe = string.Concat(key.Select(c => char.IsAsciiLetterOrDigit(c) || "_-./ ".Contains(c) ? c : '_'));
        string folder = Path.Combine(Folder, kind);
        string path = Path.GetFullPath(Path.Combine(folder, safe.TrimStart('/')));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new ArgumentException($"Expected a name inside {folder}, got '{key}'.", nameof(key));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private IEnumerable<YamlTree> Unfinished() => Metas(Path.Combine(root, experimentId))
        .Where(meta => Value(meta, "run_name") == name && Value(meta, "status") != "3")
        .OrderBy(StartOf);

    private static IEnumerable<YamlTree> Metas(string folder) => !Directory.Exists(folder) ? [] : Directory
        .EnumerateDirectories(folder)
        .Select(child => Path.Combine(child, "meta.yaml"))
        .Where(File.Exists)
        .Select(YamlTree.Load);

    private static long StartOf(YamlTree meta) => meta.Find("start_time")?.To<long>() ?? 0;

    private static string Value(YamlTree meta, string key) => meta.Find(key)?.To<string>() ?? "";

    private string MakeExperiment(long now)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{now}{Environment.ProcessId % 100000:d5}");
        string folder = Path.Combine(root, id);
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, "meta.yaml"), $"""
            artifact_location: {Quoted(Uri(folder))}
            creation_time: {now}
            experiment_id: '{id}'
            last_update_time: {now}
            lifecycle_stage: active
            name: {Quoted(experiment)}

            """);
        return id;
    }

    private void WriteMeta(int status, long? ended) => AtomicFile.WriteText(Path.Combine(Folder, "meta.yaml"), $"""
        artifact_uri: {Quoted(Uri(Path.Combine(Folder, "artifacts")))}
        end_time: {ended?.ToString(CultureInfo.InvariantCulture) ?? "null"}
        entry_point_name: ''
        experiment_id: '{experimentId}'
        lifecycle_stage: active
        run_id: '{runId}'
        run_name: {Quoted(name)}
        run_uuid: '{runId}'
        source_name: ''
        source_type: 4
        source_version: ''
        start_time: {started}
        status: {status}
        tags: []
        user_id: {Quoted(Environment.UserName)}

        """);

    private static string Uri(string path) => new Uri(path).AbsoluteUri;

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
