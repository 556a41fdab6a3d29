namespace NeuralOps.Onnx;

/// <summary>How a model is rolled out.</summary>
public sealed record OnnxRolloutOptions
{
    /// <summary>Where each input channel comes from.</summary>
    public required OnnxRolloutLayout Layout { get; init; }

    /// <summary>Grid rows H; needed only where the model leaves them free.</summary>
    public int? Height { get; init; }

    /// <summary>Grid columns W; needed only where the model leaves them free.</summary>
    public int? Width { get; init; }
}
