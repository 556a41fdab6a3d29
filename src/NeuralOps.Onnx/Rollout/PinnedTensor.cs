using Microsoft.ML.OnnxRuntime;

namespace NeuralOps.Onnx;

/// <summary>A float32 tensor that managed code and ONNX Runtime share.</summary>
internal sealed class PinnedTensor(params long[] dims) : IDisposable
{
    private readonly float[] elements = new float[dims.Aggregate(1L, (count, length) => checked(count * length))];
    private OrtValue? value;

    internal Span<float> Elements => elements;

    internal OrtValue Value => value ??= OrtValue.CreateTensorValueFromMemory(elements, dims);

    /// <summary>One channel of a tensor [1, C, …].</summary>
    internal Span<float> Channel(int channel)
    {
        int size = elements.Length / (int)dims[1];
        return elements.AsSpan(channel * size, size);
    }

    public void Dispose() => value?.Dispose();
}
