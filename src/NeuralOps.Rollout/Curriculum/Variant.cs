using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>One stage of a curriculum with its complete configuration.</summary>
/// <param name="Name">The name, unique in the curriculum.</param>
/// <param name="Parent">The name of the variant whose best weights it starts from; null for a root.</param>
/// <param name="Architecture">The architecture, that of the root of its line.</param>
/// <param name="File">The file that defines it.</param>
/// <param name="Folder">The file's folder below that of the variants, empty for the top.</param>
/// <param name="Config">Base ← architecture ← root variant … ← this one, without the keys that only name
/// layers.</param>
public sealed record Variant(
    string Name, string? Parent, string Architecture, string File, string Folder, YamlTree Config)
{
    /// <summary>Architecture and name, <c>&lt;architecture&gt;_&lt;name&gt;</c>.</summary>
    public string FullName => $"{Architecture}_{Name}";

    /// <summary>Where the best weights are:
    /// <c>root/&lt;folder&gt;/&lt;architecture&gt;_&lt;name&gt;/best.safetensors</c>.</summary>
    /// <param name="root">The folder of all checkpoints, usually <c>checkpoints</c>.</param>
    public string BestCheckpoint(string root) => CheckpointFiles.PathOf(CheckpointFolder(root), CheckpointFiles.Best);

    /// <summary>The folder of the checkpoints of this variant.</summary>
    /// <param name="root">The folder of all checkpoints.</param>
    public string CheckpointFolder(string root) => Path.Combine(root, Folder, FullName);
}
