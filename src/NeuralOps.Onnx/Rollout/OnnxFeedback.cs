namespace NeuralOps.Onnx;

/// <summary>An output channel that becomes an input channel of a later step.</summary>
/// <param name="Output">Channel of the model's output.</param>
/// <param name="Input">Channel of the model's input.</param>
public readonly record struct OnnxFeedback(int Output, int Input);
