using Microsoft.ML.OnnxRuntime;
using NeuralOps.Onnx;

namespace NeuralOps.Cli;

/// <summary>ONNX models: inputs, outputs, operators with counts, operator sets and the sidecar.</summary>
internal static class OnnxDescription
{
    public static Description Of(string path)
    {
        var summary = OnnxModelFile.ReadSummary(path);
        using var session = new InferenceSession(path);
        var facts = new Dictionary<string, object?>
        {
            ["producer"] = $"{summary.Producer} {summary.ProducerVersion}".Trim(),
            ["opset"] = summary.Opsets.ToDictionary(set => set.Key.Length == 0 ? "core" : set.Key, set => set.Value),
            ["weights"] = summary.WeightCount,
            ["operators"] = summary.Operators.Count,
            ["operator_counts"] = summary.Operators.GroupBy(name => name).OrderByDescending(group => group.Count())
                .ToDictionary(group => group.Key, group => group.Count()),
            ["sidecar"] = Sidecar(path),
        };
        return new Description(
            path,
            "ONNX model",
            facts,
            [.. Ports("input", session.InputMetadata), .. Ports("output", session.OutputMetadata)]);
    }

    private static string Sidecar(string path)
    {
        if (OnnxGraphSidecar.IsBeside(path))
        {
            var graph = OnnxGraphSidecar.Read(path);
            string states = graph.States.Count == 0 ? "" : $", {graph.States.Count} states";
            return $"{graph.Model}, {Names(graph.Inputs)} -> {Names(graph.Outputs)}{states}";
        }

        return File.Exists(OnnxSidecar.PathFor(path)) ? Describe(OnnxSidecar.Read(path)) : "none";
    }

    private static string Describe(OnnxSidecar sidecar) =>
        $"{sidecar.Model}, {string.Join(", ", sidecar.Input.Channels)} -> {string.Join(", ", sidecar.Output.Channels)}";

    private static string Names(IEnumerable<OnnxGraphPort> ports) => string.Join(", ", ports.Select(port => port.Name));

    private static IEnumerable<Dictionary<string, object?>> Ports(
        string kind, IReadOnlyDictionary<string, NodeMetadata> ports) =>
        ports.Select(port => new Dictionary<string, object?>
        {
            ["port"] = kind,
            ["name"] = port.Key,
            ["dtype"] = $"{port.Value.ElementDataType}".ToLowerInvariant(),
            ["shape"] = port.Value.Dimensions
                .Select((length, axis) => length > 0 ? (object)length : port.Value.SymbolicDimensions[axis]).ToArray(),
        });
}
