using System.CommandLine;

namespace PhysicsMotion;

/// <summary>The flags that say where a run goes and begins.</summary>
/// <param name="usual">The usual folder.</param>
internal sealed class StartFlags(string usual)
{
    private readonly Option<string> folder = new("--checkpoint-dir")
    {
        Description = "The run's folder: options, checkpoints, weights, metrics, report.",
        DefaultValueFactory = _ => usual,
    };

    private readonly Option<string?> resume = new("--resume-from")
    {
        Description = "A checkpoint to continue, ours or the reference's .pt; without a value the folder's newest.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> force = new("--force") { Description = "Replace a run in the folder." };

    /// <summary>All of them, for a command.</summary>
    public IEnumerable<Option> All => [folder, resume, force];

    /// <summary>The start that a command line describes.</summary>
    public RunStart Read(ParseResult parsed)
    {
        bool resumes = parsed.GetResult(resume) is not null;
        bool replaces = parsed.GetValue(force);
        string path = parsed.GetRequiredValue(folder);
        if (!resumes)
        {
            return new RunStart(path, null, replaces);
        }

        string from = parsed.GetValue(resume) ?? MotionFiles.Newest(path);
        var start = new RunStart(path, from, replaces);
        return !File.Exists(from)
            ? throw new FileNotFoundException($"{from}: expected a checkpoint to continue from, found none.")
            : replaces && !start.IsReference
                ? throw new ArgumentException("Expected one of --resume-from and --force.")
                : start;
    }
}
