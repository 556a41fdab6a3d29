using Google.Protobuf;
using NeuralOps.Core;

namespace NeuralOps.Onnx;

/// <summary>ONNX model files: written from a <see cref="GraphBuilder"/>, and read back as a summary.</summary>
public static class OnnxModelFile
{
    /// <summary>The ONNX file format's version that belongs to opset 18.</summary>
    private const long FormatVersion = 8;

    /// <summary>Writes a model. The file appears whole or not at all.</summary>
    /// <param name="path">The file to write, by custom <c>*.onnx</c>.</param>
    /// <param name="graph">The graph, with at least one output.</param>
    /// <param name="metadata">Entries that the file carries, in ordinal order of their keys.</param>
    /// <exception cref="InvalidOperationException">The graph has no output, uses an operator outside the core set, or
    /// is 2 GiB or larger.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, GraphBuilder graph, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Check(graph);
        var model = OnnxMessages.Model(graph, FormatVersion, metadata ?? new Dictionary<string, string>());
        if (model.Size > int.MaxValue)
        {
            throw new InvalidOperationException(
                $"Expected a model below 2 GiB, the limit of one ONNX file, got {model.Size} bytes for '{path}'.");
        }

        AtomicFile.Write(path, stream =>
        {
            using var output = new CodedOutputStream(stream, bufferSize: 1 << 16, leaveOpen: true);
            model.WriteTo(output);
        });
    }

    /// <summary>Reads what a model file is made of, without its weights.</summary>
    /// <param name="path">An ONNX file from any producer.</param>
    /// <exception cref="InvalidDataException">The file is truncated or no ONNX model.</exception>
    public static OnnxModelSummary ReadSummary(string path)
    {
        using var stream = File.OpenRead(path);
        return new OnnxSummaryReader(path, stream).Read();
    }

    private static void Check(GraphBuilder graph)
    {
        if (graph.Outputs.Count == 0)
        {
            throw new InvalidOperationException("Expected a graph with an output, got none.");
        }

        foreach (var node in graph.Nodes)
        {
            if (!OnnxOperatorSet.Contains(node.OpType))
            {
                throw new InvalidOperationException(
                    $"Expected operators of the core ONNX set {GraphBuilder.Opset}, got '{node.OpType}' "
                    + $"in node '{node.Name}'.");
            }

            foreach (var body in node.Attributes.Select(attribute => attribute.Value).OfType<GraphBuilder>())
            {
                Check(body);
            }
        }
    }
}
