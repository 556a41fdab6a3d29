using NeuralOps.Models;
using NeuralOps.Rollout;
using NeuralOps.Tests;

namespace NeuralOps.Cli.Tests;

public class FluidConfigTests
{
    private static readonly Curriculum Sample = Load();

    public static TheoryData<string, double, double> Families => new()
    {
        { "baseline", 0.001, 0.002 },
        { "no_phys", 0, 0 },
        { "only_div_001", 0.01, 0 },
        { "only_div_005", 0.05, 0 },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void Family_RunsK1ToK4_WithItsWeights(string family, double divergence, double gradient)
    {
        string? parent = null;
        for (int k = 1; k <= 4; k++)
        {
            Variant variant = Sample[$"K{k}-Unet_medium-{family}"];
            var options = variant.Config.To<FluidRunOptions>();
            Assert.Equal(parent, variant.Parent);
            Assert.Equal($"Unet_medium_K{k}-Unet_medium-{family}", variant.FullName);
            Assert.Equal(k, options.RolloutStep);
            Assert.Equal(
                (1, divergence, gradient),
                (options.PhysicsLoss.MseWeight, options.PhysicsLoss.DivergenceWeight,
                    options.PhysicsLoss.GradientWeight));
            parent = variant.Name;
        }
    }

    [Fact]
    public void EveryVariant_IsARunOfAKnownNetwork()
    {
        UnetOptions[] presets =
            [UnetOptions.Small, UnetOptions.SmallMedium, UnetOptions.Medium, UnetOptions.Large];
        Assert.All(Sample.Variants, variant =>
            Assert.Contains(variant.Config.To<FluidRunOptions>().Model, presets));
    }

    private static Curriculum Load()
    {
        string config = Path.Combine(Fixtures.Repository, "samples", "NeuralFluid", "config");
        return Curriculum.Load(
            Path.Combine(config, "base_config.yaml"),
            Path.Combine(config, "model_architectures"),
            Path.Combine(config, "variants"));
    }
}
