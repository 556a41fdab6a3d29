using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void ModelsOverTime_Run()
    {
        using var folder = new TemporaryFolder();
        using var model = new PhysicsMotionModel(new() { Mamba = new() { Width = 16 }, Layers = 1 });
        model.eval();
        string stem = folder.PathOf("motion");
        float[] clip = Values(4 * 251, 1), clipPhysics = Values(4 * 64, 2);

        OnnxExporter.Export(model, stem);
        using var motion = new OnnxRecurrence(stem);
        float[] known = motion.Prefill(clip, clipPhysics);
        ReadFrame(motion.Input(0), motion.Input(1));
        ReadOnlySpan<float> next = motion.Step();

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var expected = model.call(
            tensor((float[])[.. clip, .. clip[..251]], [1, 5, 251]),
            tensor((float[])[.. clipPhysics, .. clipPhysics[..64]], [1, 5, 64]));
        Agreement.RequireClose(expected.contiguous().data<float>().ToArray(), [.. known, .. next]);

        void ReadFrame(Span<float> frame, Span<float> physics)
        {
            clip.AsSpan(0, 251).CopyTo(frame);
            clipPhysics.AsSpan(0, 64).CopyTo(physics);
        }
    }

    private static float[] Values(int count, ulong seed)
    {
        using var values = randn(count, generator: new Generator(seed));
        return values.data<float>().ToArray();
    }
}
