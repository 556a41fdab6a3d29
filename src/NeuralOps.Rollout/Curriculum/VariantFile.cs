using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>A variant as its file gives it, before layers are merged.</summary>
internal sealed record VariantFile(string Path, YamlTree Tree, string Name, string? Parent, string? Architecture)
{
    private const string NameKey = "variant_name";
    private const string ParentKey = "parent_variant";
    private const string ArchitectureKey = "model_architecture";

    /// <summary>This file's layer of the configuration.</summary>
    public YamlTree Layer => Tree.Without(NameKey, ParentKey, ArchitectureKey);

    public static VariantFile Read(string path)
    {
        var tree = YamlTree.Load(path);
        string name = Text(tree, NameKey) ?? throw new InvalidDataException($"{path}: missing key '{NameKey}'.");
        string? parent = Text(tree, ParentKey);
        string? architecture = Text(tree, ArchitectureKey);
        return parent is not null || architecture is not null
            ? new VariantFile(path, tree, name, parent, architecture)
            : throw new InvalidDataException(
                $"{path}: variant '{name}' has no '{ParentKey}', so it needs a '{ArchitectureKey}'.");
    }

    private static string? Text(YamlTree tree, string key) =>
        tree.Find(key) is { IsNull: false } value ? value.To<string>() : null;
}
