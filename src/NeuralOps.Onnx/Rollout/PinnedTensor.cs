using Microsoft.ML.OnnxRuntime;

namespace NeuralOps.Onnx;

/// <summary>A float32 tensor [1, C, H, W] that managed code and ONNX Runtime share.</summary>
internal sealed class PinnedTensor(int channels, int height, int width) : IDisposable
{
    private readonly float[] elements = new float[channels * height * width];
    private OrtValue? value;

    internal Span<float> Elements => elements;

    internal OrtValue Value => value ??= OrtValue.CreateTensorValueFromMemory(elements, [1, channels, height, width]);

    internal Span<float> Channel(int channel) => elements.AsSpan(channel * height * width, height * width);

    public void Dispose() => value?.Dispose();
}
