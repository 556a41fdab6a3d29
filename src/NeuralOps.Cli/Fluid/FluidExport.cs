using NeuralOps.Onnx;

namespace NeuralOps.Cli;

/// <summary>Exports a complete fluid step: carrying, clamping and masking included.</summary>
public static class FluidExport
{
    /// <summary>
    /// Writes <c>input</c> [batch, 6, height, width] → <c>output</c> [batch, 3, height, width] and its sidecar.
    /// </summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <param name="path">The model file to write, usually <c>*.onnx</c>.</param>
    public static void Write(FluidModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        OnnxExporter.Export(model.Stepper, path, new OnnxExportOptions
        {
            InputDims = ["batch", FluidModel.InputChannels.Count, "height", "width"],
            InputChannels = FluidModel.InputChannels,
            OutputChannels = FluidModel.OutputChannels,
            ModelOptions = model.ToJson(),
            Normalization = model.Normalization(),
        });
    }
}
