using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Onnx;

/// <summary>Exports modules to ONNX files that any unmodified ONNX Runtime loads.</summary>
public static partial class OnnxExporter
{
    private static readonly string Producer = $"NeuralOps.Onnx {OnnxMessages.ProducerVersion}";

    /// <summary>Writes the module's inference forward pass to <paramref name="path"/> and its sidecar
    /// (<see cref="OnnxSidecar"/>) beside it. Each file appears whole or not at all.</summary>
    /// <param name="module">The module, in evaluation mode; its parameters may lie on any device.</param>
    /// <param name="path">The model file to write, by custom <c>*.onnx</c>.</param>
    /// <param name="options">Input shape and what the sidecar tells.</param>
    /// <exception cref="InvalidOperationException">The module or a part of it is in training mode, or the graph uses an
    /// operator outside the core set.</exception>
    /// <exception cref="ArgumentException">The channel names do not fit the input.</exception>
    public static void Export(IOnnxExportable module, string path, OnnxExportOptions options)
    {
        RequireEvaluation(module);
        RequireChannels(options);
        var graph = BuildGraph(module, options);
        var model = module.GetType().Name;
        OnnxModelFile.Write(path, graph, new Dictionary<string, string> { ["model"] = model });
        SidecarFile.Write(path, new OnnxSidecar
        {
            Producer = Producer,
            Model = model,
            Opset = GraphBuilder.Opset,
            Sha256 = SidecarFile.HashOf(path),
            Input = Describe(graph.Inputs[0], options.InputChannels),
            Output = Describe(graph.Outputs[0], options.OutputChannels),
            Options = options.ModelOptions,
            Normalization = options.Normalization,
        });
    }

    private static GraphBuilder BuildGraph(IOnnxExportable module, OnnxExportOptions options)
    {
        var graph = new GraphBuilder();
        var input = graph.Input(options.InputName, [.. options.InputDims]);
        var output = module.Export(graph, input);
        GraphDim[] dims = [.. options.OutputDims ?? options.InputDims];
        dims[1] = options.OutputChannels.Count;
        graph.Output(options.OutputName, output, dims);
        return graph;
    }

    private static void RequireEvaluation(object module)
    {
        var training = module is nn.Module root ? root.modules().Prepend(root).FirstOrDefault(m => m.training) : null;
        if (training is not null)
        {
            throw new InvalidOperationException(
                $"Expected {module.GetType().Name} in evaluation mode, got its part {training.GetType().Name} in "
                + "training mode. Call eval() first.");
        }
    }

    private static void RequireChannels(OnnxExportOptions options)
    {
        var dims = options.InputDims;
        if (dims.Count < 2 || dims[1].Length != options.InputChannels.Count)
        {
            throw new ArgumentException(
                $"Expected an input shape with {options.InputChannels.Count} channels on axis 1, as InputChannels "
                + $"names them, got [{string.Join(", ", dims)}].",
                nameof(options));
        }
    }

    private static OnnxPort Describe(GraphPort port, IReadOnlyList<string> channels) =>
        new(port.Name, [.. port.Dims.Select(dim => dim.ToString())], channels);
}
