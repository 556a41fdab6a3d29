namespace NeuralOps.Core;

/// <summary>A named attribute of a node; its value is fixed when the graph is built.</summary>
public sealed record GraphAttribute
{
    /// <summary>An integer attribute.</summary>
    /// <param name="name">Name in the operator's definition.</param>
    /// <param name="value">Its value.</param>
    public GraphAttribute(string name, long value) : this(name, (object)value)
    {
    }

    /// <summary>A float attribute.</summary>
    /// <param name="name">Name in the operator's definition.</param>
    /// <param name="value">Its value.</param>
    public GraphAttribute(string name, float value) : this(name, (object)value)
    {
    }

    /// <summary>A string attribute.</summary>
    /// <param name="name">Name in the operator's definition.</param>
    /// <param name="value">Its value.</param>
    public GraphAttribute(string name, string value) : this(name, (object)value)
    {
    }

    /// <summary>A list of integers.</summary>
    /// <param name="name">Name in the operator's definition.</param>
    /// <param name="value">Its value.</param>
    public GraphAttribute(string name, long[] value) : this(name, (object)value)
    {
    }

    /// <summary>A list of floats.</summary>
    /// <param name="name">Name in the operator's definition.</param>
    /// <param name="value">Its value.</param>
    public GraphAttribute(string name, float[] value) : this(name, (object)value)
    {
    }

    /// <summary>A tensor attribute.</summary>
    /// <param name="name">Name in the operator's definition.</param>
    /// <param name="value">Its value.</param>
    public GraphAttribute(string name, GraphTensor value) : this(name, (object)value)
    {
    }

    internal GraphAttribute(string name, GraphBuilder body) : this(name, (object)body)
    {
    }

    private GraphAttribute(string name, object value) => (Name, Value) = (name, value);

    /// <summary>Name in the operator's definition.</summary>
    public string Name { get; }

    /// <summary>A long, float, string, long[], float[], <see cref="GraphTensor"/> or, for a sub-graph,
    /// <see cref="GraphBuilder"/>.</summary>
    public object Value { get; }
}
