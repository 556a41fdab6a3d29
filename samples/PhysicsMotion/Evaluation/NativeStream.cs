using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>The next frame by the trained model, its state carried.</summary>
/// <param name="trained">A model of next frames.</param>
internal sealed class NativeStream(TrainedPhysics trained) : IFrameStream
{
    private readonly SequenceState state = trained.Model.Start();

    public string Name => "native";

    public void Next(ReadOnlySpan<float> frame, ReadOnlySpan<float> physics, Span<float> answer)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor y = trained.Model.Continue(
            tensor(frame.ToArray(), [1, 1, frame.Length]), tensor(physics.ToArray(), [1, 1, physics.Length]), state);
        y.contiguous().data<float>().ToArray().CopyTo(answer);
    }

    public void Dispose() => state.Dispose();
}
