namespace NeuralOps.Core;

/// <summary>An object of a class unknown to the reader: what the file says of it, and nothing that runs.</summary>
/// <param name="className">Module and name of the class.</param>
/// <param name="arguments">What its constructor would have been given.</param>
public sealed class PytorchObject(string className, object?[] arguments)
{
    /// <summary>Module and name of the class, e.g. <c>training_config.TrainingConfig</c>.</summary>
    public string ClassName { get; } = className;

    /// <summary>What the constructor would have been given.</summary>
    public object?[] Arguments { get; } = arguments;

    /// <summary>What the object's state would have been set from, as a rule a dictionary of attributes.</summary>
    public object? State { get; internal set; }

    /// <summary>Items appended to the object, where its class is a kind of list.</summary>
    public IList<object?> Items { get; } = new List<object?>();

    /// <summary>Entries set on the object, where its class is a kind of dictionary.</summary>
    public OrderedDictionary<object, object?> Entries { get; } = [];

    /// <summary>The state as attributes by name; empty where the state is something else.</summary>
    public IReadOnlyDictionary<string, object?> Attributes => State is OrderedDictionary<object, object?> state
        ? state.Where(entry => entry.Key is string).ToDictionary(entry => (string)entry.Key, entry => entry.Value)
        : new Dictionary<string, object?>();

    /// <inheritdoc/>
    public override string ToString() => ClassName;
}
