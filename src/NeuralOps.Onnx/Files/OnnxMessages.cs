using System.Reflection;
using System.Text;
using NeuralOps.Core;

namespace NeuralOps.Onnx;

/// <summary>The messages of the ONNX format, by field number of its public schema (onnx.proto).</summary>
internal static class OnnxMessages
{
    private enum AttributeType
    {
        Float = 1,
        Integer = 2,
        Text = 3,
        Tensor = 4,
        Graph = 5,
        Floats = 6,
        Integers = 7,
    }

    internal static string ProducerVersion { get; } = typeof(OnnxMessages).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    internal static ProtoMessage Model(
        GraphBuilder graph, long formatVersion, IReadOnlyDictionary<string, string> metadata)
    {
        var model = new ProtoMessage()
            .Add(1, formatVersion)
            .Add(2, "NeuralOps.Onnx")
            .Add(3, ProducerVersion)
            .Add(7, Graph(graph, "main"))
            .Add(8, new ProtoMessage().Add(1, "").Add(2, (long)GraphBuilder.Opset));
        foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            model.Add(14, new ProtoMessage().Add(1, key).Add(2, value));
        }

        return model;
    }

    private static ProtoMessage Graph(GraphBuilder graph, string name)
    {
        var message = new ProtoMessage();
        foreach (var node in graph.Nodes)
        {
            message.Add(1, Node(node));
        }

        message.Add(2, name);
        foreach (var tensor in graph.Initializers)
        {
            message.Add(5, Tensor(tensor));
        }

        foreach (var input in graph.Inputs)
        {
            message.Add(11, Port(input));
        }

        foreach (var output in graph.Outputs)
        {
            message.Add(12, Port(output));
        }

        return message;
    }

    private static ProtoMessage Node(GraphNode node)
    {
        var message = new ProtoMessage();
        foreach (var input in node.Inputs)
        {
            message.Add(1, input);
        }

        foreach (var output in node.Outputs)
        {
            message.Add(2, output);
        }

        message.Add(3, node.Name).Add(4, node.OpType);
        foreach (var attribute in node.Attributes)
        {
            message.Add(5, Attribute(attribute));
        }

        return message;
    }

    private static ProtoMessage Attribute(GraphAttribute attribute)
    {
        var message = new ProtoMessage().Add(1, attribute.Name);
        return attribute.Value switch
        {
            long value => Typed(message.Add(3, value), AttributeType.Integer),
            float value => Typed(message.Add(2, value), AttributeType.Float),
            string value => Typed(message.Add(4, Encoding.UTF8.GetBytes(value)), AttributeType.Text),
            long[] values => Typed(values.Aggregate(message, (m, v) => m.Add(8, v)), AttributeType.Integers),
            float[] values => Typed(values.Aggregate(message, (m, v) => m.Add(7, v)), AttributeType.Floats),
            GraphBuilder body => Typed(message.Add(6, Graph(body, attribute.Name)), AttributeType.Graph),
            _ => Typed(message.Add(5, Tensor((GraphTensor)attribute.Value)), AttributeType.Tensor),
        };
    }

    private static ProtoMessage Typed(ProtoMessage attribute, AttributeType type) => attribute.Add(20, (long)type);

    private static ProtoMessage Tensor(GraphTensor tensor) =>
        tensor.Dims.Aggregate(new ProtoMessage(), (message, dim) => message.Add(1, dim))
            .Add(2, (long)tensor.Element)
            .Add(8, tensor.Name)
            .Add(9, tensor.Bytes);

    private static ProtoMessage Port(GraphPort port)
    {
        var tensor = new ProtoMessage().Add(1, (long)port.Element);
        if (port.Dims.Count > 0)
        {
            tensor.Add(2, port.Dims.Aggregate(new ProtoMessage(), (shape, dim) => shape.Add(1, Dim(dim))));
        }

        return new ProtoMessage().Add(1, port.Name).Add(2, new ProtoMessage().Add(1, tensor));
    }

    private static ProtoMessage Dim(GraphDim dim) =>
        dim.Symbol is { } symbol ? new ProtoMessage().Add(2, symbol) : new ProtoMessage().Add(1, dim.Length);
}
