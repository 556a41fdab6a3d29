using NeuralOps.Models;

namespace PhysicsMotion;

/// <summary>A trained model of motion under physics with what it needs to be used.</summary>
/// <param name="Model">The model, in evaluation mode.</param>
/// <param name="Options">The run that trained it.</param>
/// <param name="Context">Layout, rate and statistics.</param>
internal sealed record TrainedPhysics(PhysicsMotionModel Model, PhysicsOptions Options, MotionContext Context)
    : IDisposable
{
    public void Dispose() => Model.Dispose();
}
