using NeuralOps.Models;

namespace PhysicsMotion;

/// <summary>A model with a part taken away.</summary>
/// <param name="Name">What is taken away.</param>
/// <param name="Change">The run without it.</param>
internal sealed record AblationVariant(string Name, Func<PhysicsOptions, PhysicsOptions> Change)
{
    /// <summary>The whole model, and each without one part.</summary>
    public static IReadOnlyList<AblationVariant> All { get; } =
    [
        new("full", options => options),
        new("no gate", options => options with { Variant = PhysicsMotionVariant.Ungated }),
        new("no physics", options => options with { Variant = PhysicsMotionVariant.NoPhysics }),
        new("no physical losses", options => options with { LambdaPhysics = 0 }),
        new("transformer", options => options with { Variant = PhysicsMotionVariant.Transformer }),
    ];
}
