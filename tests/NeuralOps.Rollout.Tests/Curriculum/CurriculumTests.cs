using NeuralOps.Core;

namespace NeuralOps.Rollout.Tests;

public sealed class CurriculumTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CurriculumTests()
    {
        Write("base.yaml",
            "epochs: 200\nlearning_rate: 7e-4\nphysics_loss:\n  mse_weight: 1\n  divergence_weight: 0.001\n");
        Write("architectures/small.yaml", "base_channels: 16\nepochs: 100\n");
        Write("variants/full/K1.yaml", "variant_name: K1\nmodel_architecture: small\nlearning_rate: 1e-3\n");
        Write("variants/full/K2.yaml",
            "variant_name: K2\nparent_variant: K1\nphysics_loss:\n  divergence_weight: 0.01\n");
        Write("variants/full/deep/K3.yaml", "variant_name: K3\nparent_variant: K2\nepochs: 5\n");
    }

    [Fact]
    public void Load_MergesBaseArchitectureAndLineage()
    {
        var curriculum = Load();
        Assert.Equal(["K1", "K2", "K3"], curriculum.Variants.Select(variant => variant.Name));
        var leaf = curriculum["K3"];
        Assert.Equal((5, 1e-3, 16), (
            Value<int>(leaf, "epochs"), Value<double>(leaf, "learning_rate"), Value<int>(leaf, "base_channels")));
        Assert.Equal((1, 0.01), (
            Value<double>(leaf, "physics_loss.mse_weight"), Value<double>(leaf, "physics_loss.divergence_weight")));
        Assert.Equal(100, Value<int>(curriculum["small_K2"], "epochs"));
        Assert.Null(leaf.Config.Find("variant_name"));
        Assert.Equal(
            Path.Combine(
                "checkpoints", "full", "deep", "small_K3", "best.safetensors"), leaf.BestCheckpoint("checkpoints"));
    }

    [Fact]
    public void Load_OfANameUsedTwice_NamesBothFiles()
    {
        Write("variants/z.yaml", "variant_name: K2\nparent_variant: K1\n");
        Refuses($"{In("variants/z.yaml")}: variant 'K2' is already defined in {In("variants/full/K2.yaml")}.");
    }

    [Fact]
    public void Load_OfAMissingParent_NamesFileAndParent()
    {
        Write("variants/K9.yaml", "variant_name: K9\nparent_variant: K8\n");
        Refuses($"{In("variants/K9.yaml")}: variant 'K9' has the parent 'K8', which no file defines.");
    }

    [Fact]
    public void Load_OfACycle_ShowsIt()
    {
        Write("variants/a.yaml", "variant_name: a\nparent_variant: b\n");
        Write("variants/b.yaml", "variant_name: b\nparent_variant: a\n");
        Refuses($"{In("variants/a.yaml")}: the parents of 'a' form a cycle: a ← b ← a.");
    }

    [Fact]
    public void Load_OfAChildWithAnotherArchitecture_NamesBothFiles()
    {
        Write("variants/a.yaml", "variant_name: a\nparent_variant: K1\nmodel_architecture: large\n");
        Refuses(
            $"{In("variants/a.yaml")}: variant 'a' has the architecture 'large', but its root 'K1' "
            + $"({In("variants/full/K1.yaml")}) has 'small'.");
    }

    [Fact]
    public void Load_OfAnUnknownArchitecture_NamesTheFileExpected()
    {
        Write("variants/a.yaml", "variant_name: a\nmodel_architecture: large\n");
        Refuses(
            $"{In("variants/a.yaml")}: variant 'a' has the architecture 'large', "
            + $"but there is no file {In("architectures/large.yaml")}.");
    }

    [Fact]
    public void Load_OfARootWithoutArchitecture_IsRefused()
    {
        Write("variants/a.yaml", "variant_name: a\n");
        Refuses($"{In("variants/a.yaml")}: variant 'a' has no 'parent_variant', so it needs a 'model_architecture'.");
    }

    [Theory]
    [InlineData("K3", false, false, "", "K1+ K2+ K3+")]
    [InlineData("K3", false, false, "K1 K2 K3", "K1- K2- K3+")]
    [InlineData("K3", false, false, "K1", "K1- K2+ K3+")]
    [InlineData("K3", false, true, "K1 K2 K3", "K1+ K2+ K3+")]
    [InlineData("K3", true, false, "K2", "K3+")]
    [InlineData("K3 K2", true, false, "K1", "K2+ K3+")]
    [InlineData("K1", false, false, "K1", "K1+")]
    public void Plan_TrainsNamedVariantsAndMissingAncestors(
        string names, bool noDeps, bool force, string existing, string expected)
    {
        var plan = Load().Plan(names.Split(' '), noDeps, force, variant => existing.Split(' ').Contains(variant.Name));
        Assert.Equal(expected, string.Join(' ', plan.Select(step => step.Variant.Name + (step.Trains ? "+" : "-"))));
        Assert.All(plan, step => Assert.Equal(step.Variant.Parent, step.WarmStart?.Name));
    }

    [Fact]
    public void Plan_WithoutDependenciesOfAParentWithoutCheckpoint_IsRefused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Load().Plan(["K3"], true, false, _ => false));
        Assert.Equal(
            "Expected a checkpoint of 'K2' for its child 'K3', found none. "
            + "Train 'K2' first, or train with dependencies.", error.Message);
    }

    [Fact]
    public void Plan_OfAnUnknownName_ListsTheKnown()
    {
        var error = Assert.Throws<ArgumentException>(() => Load().Plan(["K7"], false, false, _ => false));
        Assert.Equal("Expected one of the variants K1, K2, K3, got 'K7'. (Parameter 'name')", error.Message);
    }

    public void Dispose() => folder.Dispose();

    private static T Value<T>(Variant variant, string path) => variant.Config.Find(path)!.To<T>();

    private string In(string path) => folder[path];

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), text);
    }

    private Curriculum Load() => Curriculum.Load(In("base.yaml"), In("architectures"), In("variants"));

    private void Refuses(string message) => Assert.Equal(message, Assert.Throws<InvalidDataException>(Load).Message);
}
