using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Motions from captions.</summary>
internal static class TextMotions
{
    private const int Least = 8; // frames, where the model says them: jerk takes four

    /// <summary>The motion that a model makes of a caption, as long as it says or as asked.</summary>
    /// <param name="trained">The model.</param>
    /// <param name="text">The caption; one without a known word is refused.</param>
    /// <param name="frames">T, or null for the length that the model says.</param>
    /// <returns>Un-normalised vectors, [T, D].</returns>
    public static Tensor Of(TrainedText trained, string text, int? frames = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor tokens = tensor(trained.Vocabulary.Encode(text)).unsqueeze(0);
        TextToMotionOutput output = trained.Model.forward(tokens);
        int most = trained.Model.Options.MaxMotionLength;
        double said = output.Length.to(ScalarType.Float64).item<double>();
        int length = frames ?? (int)Math.Clamp(Math.Round(said), Math.Min(Least, most), most);
        return trained.Context.Statistics.Denormalize(output.Motion[0].narrow(0, 0, length)).MoveToOuterDisposeScope();
    }
}
