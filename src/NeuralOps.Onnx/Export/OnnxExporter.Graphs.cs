using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Onnx;

/// <content>Graphs with any inputs and outputs, and the pair of a recurrent model.</content>
public static partial class OnnxExporter
{
    /// <summary>Writes a part of a module as a graph of its own to <paramref name="path"/>, and its sidecar
    /// (<see cref="OnnxGraphSidecar"/>) beside it. Each file appears whole or not at all.</summary>
    /// <param name="module">The module, in evaluation mode.</param>
    /// <param name="path">The model file to write, by custom <c>*.onnx</c>.</param>
    /// <param name="build">Declares inputs and outputs and appends what is between them.</param>
    /// <param name="options">What the sidecar tells.</param>
    /// <exception cref="InvalidOperationException">The module or a part of it is in training mode, or the graph has no
    /// output or uses an operator outside the core set.</exception>
    /// <exception cref="ArgumentException">The channel names do not fit the graph.</exception>
    public static void Export(
        nn.Module module, string path, Action<GraphBuilder> build, OnnxGraphOptions? options = null)
    {
        RequireEvaluation(module);
        var graph = new GraphBuilder();
        build(graph);
        Write(path, graph, Describe(module, graph, options ?? new OnnxGraphOptions(), []));
    }

    /// <summary>Writes both graphs of a recurrent model, <c>stem-prefill.onnx</c> for sequences [B, L, …] and
    /// <c>stem-step.onnx</c> for single frames [B, …], with B and L free, and a sidecar
    /// (<see cref="OnnxGraphSidecar"/>) beside each. A state <c>s</c> enters as <c>state.s</c> and leaves as
    /// <c>next.s</c>. Each file appears whole or not at all.</summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <param name="stem">Folder and beginning of the files' names.</param>
    /// <param name="options">What the sidecars tell.</param>
    /// <exception cref="InvalidOperationException">The model or a part of it is in training mode, or uses an operator
    /// outside the core set.</exception>
    /// <exception cref="ArgumentException">The channel names do not fit the model.</exception>
    public static void Export(IOnnxRecurrent model, string stem, OnnxGraphOptions? options = null)
    {
        RequireEvaluation(model);
        string prefill = PrefillPath(stem);
        var sequence = Describe(model, RecurrentForm.Sequence, options ?? new OnnxGraphOptions());
        var step = Describe(model, RecurrentForm.Step, options ?? new OnnxGraphOptions());
        Write(prefill, sequence.Graph, sequence.Sidecar);
        Write(StepPath(stem), step.Graph, step.Sidecar with { PrefillSha256 = SidecarFile.HashOf(prefill) });
    }

    internal static string PrefillPath(string stem) => stem + "-prefill.onnx";

    internal static string StepPath(string stem) => stem + "-step.onnx";

    private static (GraphBuilder Graph, OnnxGraphSidecar Sidecar) Describe(
        IOnnxRecurrent model, RecurrentForm form, OnnxGraphOptions options)
    {
        var graph = new GraphBuilder();
        GraphDim[] lead = form == RecurrentForm.Step ? ["batch"] : ["batch", "frames"];
        GraphValue[] inputs = [.. model.Inputs.Select(signal => graph.Input(signal.Name, Dims(lead, signal)))];
        OnnxGraphState[] states =
            [.. model.States.Select(s => new OnnxGraphState(s.Name, $"state.{s.Name}", $"next.{s.Name}", s.Dims))];
        GraphValue[] before =
            [.. model.States.Zip(states, (signal, state) => graph.Input(state.Input, Dims(["batch"], signal)))];
        var (output, after) = model.ExportFrames(graph, form, inputs, before);
        graph.Output(model.Output.Name, output, Dims(lead, model.Output));
        for (int i = 0; i < states.Length; i++)
        {
            graph.Output(states[i].Output, after[i], Dims(["batch"], model.States[i]));
        }

        return (graph, Describe(model, graph, options, states) with { FrameLimit = model.FrameLimit });
    }

    private static GraphDim[] Dims(GraphDim[] lead, GraphSignal signal) =>
        [.. lead, .. signal.Dims.Select(length => new GraphDim(length))];

    private static OnnxGraphSidecar Describe(
        object model, GraphBuilder graph, OnnxGraphOptions options, IReadOnlyList<OnnxGraphState> states)
    {
        var inputs = Describe(graph.Inputs, states.Select(state => state.Input), options);
        var outputs = Describe(graph.Outputs, states.Select(state => state.Output), options);
        var known = inputs.Concat(outputs).Select(port => port.Name);
        return options.Channels.Keys.Except(known).FirstOrDefault() is { } unknown
            ? throw new ArgumentException(
                $"Expected channel names of {string.Join(", ", known)}, got those of '{unknown}'.", nameof(options))
            : new OnnxGraphSidecar
            {
                Producer = Producer,
                Model = model.GetType().Name,
                Opset = GraphBuilder.Opset,
                Sha256 = "", // known when the file is written
                Inputs = inputs,
                Outputs = outputs,
                States = states,
                Options = options.ModelOptions,
                Normalization = options.Normalization,
            };
    }

    private static OnnxGraphPort[] Describe(
        IReadOnlyList<GraphPort> ports, IEnumerable<string> states, OnnxGraphOptions options) =>
        [.. ports.ExceptBy(states, port => port.Name).Select(port => Describe(port, options))];

    private static OnnxGraphPort Describe(GraphPort port, OnnxGraphOptions options)
    {
        var channels = options.Channels.GetValueOrDefault(port.Name) ?? [];
        if (channels.Count > 0 && (port.Dims.Count == 0 || port.Dims[^1].Length != channels.Count))
        {
            throw new ArgumentException(
                $"Expected one channel name for each place of the last axis of '{port.Name}' "
                + $"[{string.Join(", ", port.Dims)}], got {channels.Count}.",
                nameof(options));
        }

        string element = port.Element == GraphElement.Integer64 ? "int64" : "float32";
        return new OnnxGraphPort(port.Name, element, [.. port.Dims.Select(dim => dim.ToString())], channels);
    }

    private static void Write(string path, GraphBuilder graph, OnnxGraphSidecar sidecar)
    {
        OnnxModelFile.Write(path, graph, new Dictionary<string, string> { ["model"] = sidecar.Model });
        SidecarFile.Write(path, sidecar with { Sha256 = SidecarFile.HashOf(path) });
    }
}
