using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>
/// Configurations in layers, one YAML file a variant: base ← architecture ← root variant … ← leaf. A variant names
/// itself (<c>variant_name</c>) and either its parent (<c>parent_variant</c>), whose configuration it inherits and
/// whose best weights it starts from, or, as a root, its architecture (<c>model_architecture</c>); every other key is
/// configuration.
/// </summary>
public sealed class Curriculum
{
    private readonly Dictionary<string, Variant> byName;

    private Curriculum(IReadOnlyList<Variant> variants)
    {
        Variants = variants;
        byName = variants.ToDictionary(variant => variant.Name);
    }

    /// <summary>All variants, parents before children, otherwise by name.</summary>
    public IReadOnlyList<Variant> Variants { get; }

    /// <summary>The variant of a name.</summary>
    /// <param name="name">The variant's name, or architecture and name.</param>
    /// <exception cref="ArgumentException">No variant has this name.</exception>
    public Variant this[string name] => byName.GetValueOrDefault(name)
        ?? Variants.FirstOrDefault(variant => variant.FullName == name)
        ?? throw new ArgumentException(
            $"Expected one of the variants {string.Join(", ", Variants.Select(variant => variant.Name))}, "
            + $"got '{name}'.", nameof(name));

    /// <summary>Reads a curriculum.</summary>
    /// <param name="baseFile">The YAML file of the base configuration.</param>
    /// <param name="architectures">The folder with a file <c>&lt;architecture&gt;.yaml</c> each.</param>
    /// <param name="variants">The folder with the variants' <c>.yaml</c> files, at any depth.</param>
    /// <exception cref="InvalidDataException">A file is not YAML, a name is missing or used twice, a parent or an
    /// architecture is not there, parents form a cycle, or a child names another architecture than its root; the
    /// message names the files.</exception>
    public static Curriculum Load(string baseFile, string architectures, string variants)
    {
        ArgumentException.ThrowIfNullOrEmpty(baseFile);
        ArgumentException.ThrowIfNullOrEmpty(architectures);
        ArgumentException.ThrowIfNullOrEmpty(variants);
        var files = new Dictionary<string, VariantFile>();
        var paths = Directory.EnumerateFiles(variants, "*.yaml", SearchOption.AllDirectories);
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            var file = VariantFile.Read(path);
            if (!files.TryAdd(file.Name, file))
            {
                throw new InvalidDataException(
                    $"{path}: variant '{file.Name}' is already defined in {files[file.Name].Path}.");
            }
        }

        var lines = files.Values.Select(file => LineOf(file, files)).OrderBy(line => line.Count)
            .ThenBy(line => line[^1].Name, StringComparer.Ordinal).ToList();
        var basis = YamlTree.Load(baseFile);
        return new Curriculum([.. lines.Select(line => Merge(line, basis, architectures, variants))]);
    }

    /// <summary>What to train, and in which order, to get some variants.</summary>
    /// <param name="names">The wanted variants; they are always trained.</param>
    /// <param name="noDependencies">Whether to train nothing but them.</param>
    /// <param name="forceRetrain">Whether to train their ancestors even where checkpoints exist.</param>
    /// <param name="exists">Whether the best checkpoint of a variant exists.</param>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    /// <exception cref="InvalidOperationException">A parent has no checkpoint and is not to be trained.</exception>
    public IReadOnlyList<PlannedVariant> Plan(
        IReadOnlyList<string> names, bool noDependencies, bool forceRetrain, Func<Variant, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(exists);
        var wanted = names.Select(name => this[name]).ToHashSet();
        var needed = noDependencies ? wanted : wanted.SelectMany(AndAncestors).ToHashSet();
        var plan = new List<PlannedVariant>();
        foreach (var variant in Variants.Where(needed.Contains))
        {
            bool trains = wanted.Contains(variant) || forceRetrain || !exists(variant);
            var parent = variant.Parent is null ? null : byName[variant.Parent];
            if (trains && parent is not null && !needed.Contains(parent) && !exists(parent))
            {
                throw new InvalidOperationException(
                    $"Expected a checkpoint of '{parent.Name}' for its child '{variant.Name}', found none. "
                    + $"Train '{parent.Name}' first, or train with dependencies.");
            }

            plan.Add(new PlannedVariant(variant, trains, parent));
        }

        return plan;
    }

    private IEnumerable<Variant> AndAncestors(Variant variant)
    {
        for (Variant? at = variant; at is not null; at = at.Parent is null ? null : byName[at.Parent])
        {
            yield return at;
        }
    }

    /// <summary>The files from the root to this one.</summary>
    private static List<VariantFile> LineOf(VariantFile leaf, Dictionary<string, VariantFile> files)
    {
        List<VariantFile> line = [leaf];
        while (line[0].Parent is { } name)
        {
            var child = line[0];
            var parent = files.GetValueOrDefault(name)
                ?? throw new InvalidDataException(
                    $"{child.Path}: variant '{child.Name}' has the parent '{name}', which no file defines.");
            line.Insert(0, parent);
            if (line.IndexOf(parent, 1) >= 0)
            {
                throw new InvalidDataException(
                    $"{leaf.Path}: the parents of '{leaf.Name}' form a cycle: "
                    + $"{string.Join(" ← ", line.Select(file => file.Name))}.");
            }
        }

        return line;
    }

    private static Variant Merge(List<VariantFile> line, YamlTree basis, string architectures, string root)
    {
        VariantFile first = line[0];
        string architecture = first.Architecture!;
        var other = line.Find(file => file.Architecture is not null && file.Architecture != architecture);
        if (other is not null)
        {
            throw new InvalidDataException(
                $"{other.Path}: variant '{other.Name}' has the architecture '{other.Architecture}', "
                + $"but its root '{first.Name}' ({first.Path}) has '{architecture}'.");
        }

        string path = Path.Combine(architectures, architecture + ".yaml");
        if (!File.Exists(path))
        {
            throw new InvalidDataException(
                $"{first.Path}: variant '{first.Name}' has the architecture '{architecture}', "
                + $"but there is no file {path}.");
        }

        var config = line.Aggregate(basis.Merge(YamlTree.Load(path)), (tree, file) => tree.Merge(file.Layer));
        string folder = Path.GetRelativePath(root, Path.GetDirectoryName(line[^1].Path)!);
        return new Variant(
            line[^1].Name, line[^1].Parent, architecture, line[^1].Path, folder == "." ? "" : folder, config);
    }
}
