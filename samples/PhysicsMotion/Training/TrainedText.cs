using NeuralOps.Data;
using NeuralOps.Models;

namespace PhysicsMotion;

/// <summary>A trained model of motion from text with what it needs to be used.</summary>
/// <param name="Model">The model, in evaluation mode.</param>
/// <param name="Options">The run that trained it.</param>
/// <param name="Context">Layout, rate and statistics.</param>
/// <param name="Vocabulary">Its words.</param>
internal sealed record TrainedText(
    TextToMotionSsm Model, TextOptions Options, MotionContext Context, WordVocabulary Vocabulary) : IDisposable
{
    public void Dispose() => Model.Dispose();
}
