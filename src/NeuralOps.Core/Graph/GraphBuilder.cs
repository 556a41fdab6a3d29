using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// Collects an ONNX graph: inputs, weights, nodes of the core operator set (opset 18) and outputs.
/// Names depend only on the order of calls, so the same module always gives the same graph.
/// </summary>
/// <remarks>Operators are extension methods (<c>graph.Conv(x, weight)</c>); any other core operator goes through
/// <see cref="Node"/>. Weights are copied, so the module may be disposed afterwards.</remarks>
public sealed class GraphBuilder
{
    /// <summary>The core operator set that all nodes are written for.</summary>
    public const int Opset = 18;

    private readonly List<GraphPort> inputs = [];
    private readonly List<GraphPort> outputs = [];
    private readonly List<GraphNode> nodes = [];
    private readonly HashSet<string> values = [];
    private readonly GraphBuilder? outer;
    private readonly Shared shared;
    private string scope = "";

    /// <summary>Makes an empty graph.</summary>
    public GraphBuilder() => shared = new Shared();

    private GraphBuilder(GraphBuilder outer) => (this.outer, shared, scope) = (outer, outer.shared, outer.scope);

    /// <summary>Inputs in order of declaration.</summary>
    public IReadOnlyList<GraphPort> Inputs => inputs;

    /// <summary>Outputs in order of declaration.</summary>
    public IReadOnlyList<GraphPort> Outputs => outputs;

    /// <summary>Nodes in order of execution.</summary>
    public IReadOnlyList<GraphNode> Nodes => nodes;

    /// <summary>Weights and constants in order of first use, those of sub-graphs among them; a sub-graph itself has
    /// none.</summary>
    public IReadOnlyList<GraphTensor> Initializers => outer is null ? shared.Initializers : [];

    private GraphBuilder Root => outer?.Root ?? this;

    /// <summary>Declares a float32 input.</summary>
    /// <param name="name">The name that a caller of the model binds.</param>
    /// <param name="dims">Axis lengths: numbers, or symbols for those free at run time.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public GraphValue Input(string name, params ReadOnlySpan<GraphDim> dims) =>
        Input(name, GraphElement.Real32, dims);

    /// <summary>Declares an input.</summary>
    /// <param name="name">The name that a caller of the model binds.</param>
    /// <param name="element">Its element type.</param>
    /// <param name="dims">Axis lengths: numbers, or symbols for those free at run time.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public GraphValue Input(string name, GraphElement element, params ReadOnlySpan<GraphDim> dims)
    {
        var value = Claim(name);
        inputs.Add(new GraphPort(name, dims.ToArray(), element));
        return value;
    }

    /// <summary>Declares a float32 output.</summary>
    /// <param name="name">The name that a caller of the model binds.</param>
    /// <param name="value">The value it gives.</param>
    /// <param name="dims">Axis lengths where they are known.</param>
    /// <exception cref="ArgumentException">The name is taken, or the value is not of this graph.</exception>
    public void Output(string name, GraphValue value, params ReadOnlySpan<GraphDim> dims)
    {
        Claim(name);
        nodes.Add(new GraphNode($"{name}/Identity", "Identity", [Known(value)], [name], []));
        outputs.Add(new GraphPort(name, dims.ToArray()));
    }

    /// <summary>Opens a scope: names of weights and nodes begin with its path until it is disposed.</summary>
    /// <param name="name">One or more parts of a module path, e.g. <c>downs.0</c>.</param>
    public IDisposable Scope(string name)
    {
        var outer = scope;
        scope = Path(name);
        return new ScopeEnd(this, outer);
    }

    /// <summary>Stores a weight under its module path; a second call with equal name and content shares it.</summary>
    /// <param name="name">Name within the current scope, e.g. <c>weight</c>.</param>
    /// <param name="tensor">float32 or int64, on any device and in any layout.</param>
    /// <exception cref="ArgumentException">Another element type, or the name holds other content.</exception>
    public GraphValue Weight(string name, Tensor tensor)
    {
        var weight = Read(Path(name), tensor);
        if (!shared.Weights.TryGetValue(weight.Name, out var known))
        {
            var value = Store(weight);
            shared.Weights.Add(weight.Name, weight);
            return value;
        }

        return known.HasContentOf(weight)
            ? new GraphValue(weight.Name)
            : throw new ArgumentException(
                $"Expected one content for weight '{weight.Name}', got two different ones.", nameof(tensor));
    }

    /// <summary>A one-dimensional int64 constant, as shapes, axes and indices are.</summary>
    /// <param name="values">Its elements.</param>
    public GraphValue Constant(params ReadOnlySpan<long> values) =>
        Constant(GraphElement.Integer64, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>A float32 scalar constant.</summary>
    /// <param name="value">Its value.</param>
    public GraphValue Constant(float value) => Constant([value], []);

    /// <summary>A float32 constant.</summary>
    /// <param name="values">Elements in row-major order.</param>
    /// <param name="dims">Axis lengths.</param>
    /// <exception cref="ArgumentException">The element count does not fit the shape.</exception>
    public GraphValue Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> dims)
    {
        long count = 1;
        foreach (var dim in dims)
        {
            count *= dim;
        }

        return count == values.Length
            ? Constant(GraphElement.Real32, dims.ToArray(), MemoryMarshal.AsBytes(values))
            : throw new ArgumentException(
                $"Expected {count} values for shape [{string.Join(", ", dims.ToArray())}], got {values.Length}.",
                nameof(values));
    }

    /// <summary>Appends a node with one output.</summary>
    /// <param name="opType">A core operator of opset 18.</param>
    /// <param name="inputs">Values read; <see cref="GraphValue.None"/> leaves an optional one out.</param>
    /// <param name="attributes">The operator's attributes.</param>
    /// <exception cref="ArgumentException">An input is not of this graph.</exception>
    public GraphValue Node(
        string opType, ReadOnlySpan<GraphValue> inputs, params ReadOnlySpan<GraphAttribute> attributes) =>
        NodeOf(opType, inputs, 1, attributes)[0];

    /// <summary>Appends a node with several outputs.</summary>
    /// <param name="opType">A core operator of opset 18.</param>
    /// <param name="inputs">Values read; <see cref="GraphValue.None"/> leaves an optional one out.</param>
    /// <param name="outputCount">Number of values made.</param>
    /// <param name="attributes">The operator's attributes.</param>
    /// <exception cref="ArgumentException">An input is not of this graph.</exception>
    public GraphValue[] NodeOf(
        string opType,
        ReadOnlySpan<GraphValue> inputs,
        int outputCount,
        params ReadOnlySpan<GraphAttribute> attributes)
    {
        var read = new string[inputs.Length];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = Known(inputs[i]);
        }

        var name = NextName(opType);
        var made = new GraphValue[outputCount];
        for (var i = 0; i < outputCount; i++)
        {
            made[i] = Claim(outputCount == 1 ? name : $"{name}:{i}");
        }

        nodes.Add(new GraphNode(name, opType, read, [.. made.Select(v => v.Name)], attributes.ToArray()));
        return made;
    }

    /// <summary>The word numbered within the current scope, e.g. <c>downs.0/Conv_1</c>.</summary>
    internal string NextName(string word)
    {
        var stem = scope.Length == 0 ? word : $"{scope}/{word}";
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(shared.NodeCounts, stem, out _);
        return $"{stem}_{count++}";
    }

    /// <summary>A sub-graph: the body of a control-flow node, which also reads the values of this graph. Its weights
    /// are stored with those of the whole graph.</summary>
    internal GraphBuilder Body() => new(this);

    /// <summary>Declares an output of a body, which needs no copy where one of its nodes makes the value.</summary>
    internal void Return(GraphValue value)
    {
        bool isFresh = nodes.Any(node => node.Outputs.Contains(value.Name))
            && outputs.All(port => port.Name != value.Name);
        outputs.Add(new GraphPort(isFresh ? value.Name : Node("Identity", [value]).Name, []));
    }

    private GraphValue Constant(GraphElement element, long[] dims, ReadOnlySpan<byte> bytes)
    {
        var constant = new GraphTensor(
            $"constant_{shared.Initializers.Count - shared.Weights.Count}", element, dims, bytes.ToArray());
        foreach (var known in shared.Initializers)
        {
            if (!shared.Weights.ContainsKey(known.Name) && known.HasContentOf(constant))
            {
                return new GraphValue(known.Name);
            }
        }

        return Store(constant);
    }

    private GraphValue Store(GraphTensor tensor)
    {
        var value = Root.Claim(tensor.Name);
        shared.Initializers.Add(tensor);
        return value;
    }

    private static GraphTensor Read(string name, Tensor tensor)
    {
        var element = tensor.dtype switch
        {
            ScalarType.Float32 => GraphElement.Real32,
            ScalarType.Int64 => GraphElement.Integer64,
            _ => throw new ArgumentException(
                $"Expected a float32 or int64 tensor for weight '{name}', got {tensor.dtype}.", nameof(tensor)),
        };
        using var disposal = NewDisposeScope();
        var dense = tensor.detach().cpu().contiguous();
        return new GraphTensor(name, element, dense.shape, dense.bytes.ToArray());
    }

    private GraphValue Claim(string name)
    {
        if (!shared.Names.Add(name))
        {
            throw new ArgumentException($"Expected a new name in the graph, but '{name}' is taken.", nameof(name));
        }

        values.Add(name);
        return new GraphValue(name);
    }

    private string Known(GraphValue value) => value.Name.Length == 0 || Sees(value.Name)
        ? value.Name
        : throw new ArgumentException($"Expected a value of this graph, got '{value.Name}'.", nameof(value));

    private bool Sees(string name) => values.Contains(name) || outer?.Sees(name) == true;

    private string Path(string name) => scope.Length == 0 ? name : $"{scope}.{name}";

    private sealed class ScopeEnd(GraphBuilder graph, string outer) : IDisposable
    {
        public void Dispose() => graph.scope = outer;
    }

    // What a graph has in common with its sub-graphs.
    private sealed class Shared
    {
        public HashSet<string> Names { get; } = [];

        public List<GraphTensor> Initializers { get; } = [];

        public Dictionary<string, GraphTensor> Weights { get; } = [];

        public Dictionary<string, int> NodeCounts { get; } = [];
    }
}
