using NeuralOps.Rollout;

namespace PhysicsMotion;

/// <summary>Where a training run goes and begins.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="ResumeFrom">A checkpoint to continue, or null.</param>
/// <param name="Replaces">Whether a run in the folder is replaced.</param>
internal sealed record RunStart(string Folder, string? ResumeFrom = null, bool Replaces = false)
{
    /// <summary>Whether the checkpoint is of PyTorch, so of the reference.</summary>
    public bool IsReference => ReferenceCheckpoint.IsOne(ResumeFrom ?? "");

    /// <summary>What to do with a run in the folder.</summary>
    public ExistingRun Existing => ResumeFrom is not null && !IsReference ? ExistingRun.Resume
        : Replaces ? ExistingRun.Replace
        : ExistingRun.Refuse;
}
