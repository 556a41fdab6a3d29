namespace NeuralOps.Core;

/// <summary>
/// The stack machine of Python's pickle format, protocols 0–5, without Python: a global is a name
/// (<see cref="PytorchClass"/>), a call is made only where <see cref="PytorchCalls"/> knows it, and an object of
/// another class is an inert <see cref="PytorchObject"/>. The machine does not recurse, and its memory is bounded by
/// the length of the pickle.
/// </summary>
/// <param name="stream">The stream, at the start of a pickle; it is left behind the pickle's last byte.</param>
/// <param name="persistent">Makes the value of a persistent id.</param>
internal sealed partial class PickleMachine(Stream stream, Func<object?, object?> persistent)
{
    private static readonly object Mark = new();

    private readonly PickleInput input = new(stream);
    private readonly List<object?> stack = [];
    private readonly Dictionary<long, object?> memo = [];
    private long copied;

    /// <summary>Reads one pickle.</summary>
    /// <exception cref="PickleException">The pickle is broken or asks for what is refused.</exception>
    /// <exception cref="EndOfStreamException">The stream ends early.</exception>
    public object? Run()
    {
        while (true)
        {
            byte opcode = input.ReadByte();
            if (opcode == '.')
            {
                return Pop();
            }

            Execute(opcode);
        }
    }

    private void Push(object? value) => stack.Add(value);

    private object? Pop()
    {
        object? top = Peek();
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private object? Peek() => stack.Count > 0 && stack[^1] != Mark
        ? stack[^1]
        : throw new PickleException("an empty stack");

    private T Pop<T>(string expected) =>
        Pop() is T value ? value : throw new PickleException($"something else where {expected} belongs");

    private object?[] PopToMark()
    {
        int mark = stack.LastIndexOf(Mark);
        if (mark < 0)
        {
            throw new PickleException("no mark on the stack");
        }

        object?[] items = [.. stack.Skip(mark + 1)];
        stack.RemoveRange(mark, stack.Count - mark);
        return items;
    }

    private object?[] PopMany(int count)
    {
        object?[] items = new object?[count];
        for (int i = count - 1; i >= 0; i--)
        {
            items[i] = Pop();
        }

        return items;
    }

    private object? Recall(long index) => memo.TryGetValue(index, out object? value)
        ? value
        : throw new PickleException($"no memo {index}");

    private void AddItems(object?[] items)
    {
        object? target = Peek();
        IList<object?> list = target switch
        {
            List<object?> plain => plain,
            PytorchObject unknown => unknown.Items,
            _ => throw new PickleException("items for something that is no list"),
        };
        foreach (object? item in items)
        {
            list.Add(item);
        }
    }

    private void AddMembers(object?[] items)
    {
        if (Peek() is not HashSet<object?> set)
        {
            throw new PickleException("members for something that is no set");
        }

        set.UnionWith(items);
    }

    private void SetEntries(object?[] pairs)
    {
        object? target = Peek();
        OrderedDictionary<object, object?> entries = target switch
        {
            OrderedDictionary<object, object?> plain => plain,
            PytorchObject unknown => unknown.Entries,
            _ => throw new PickleException("entries for something that is no dictionary"),
        };
        PytorchCalls.SetEntries(entries, pairs);
    }

    /// <summary>Sets the state of the object below; attributes of a dictionary (such as a state dict's
    /// <c>_metadata</c>) are not kept.</summary>
    private void Build(object? state)
    {
        switch (Peek())
        {
            case PytorchObject unknown:
                unknown.State = state;
                break;
            case OrderedDictionary<object, object?>:
                break;
            case var target:
                throw new PickleException($"refused to set the state of {PytorchCalls.Describe(target)}");
        }
    }

    /// <summary>Makes a call; what calls copy in all is bounded, or a short pickle could copy a long list many
    /// times.</summary>
    private object? Call(object? function, object?[] arguments)
    {
        foreach (object? argument in arguments)
        {
            copied += argument switch
            {
                string text => text.Length,
                System.Collections.ICollection items => items.Count,
                HashSet<object?> members => members.Count,
                _ => 0,
            };
        }

        return copied <= stream.Length
            ? PytorchCalls.Call(function, arguments)
            : throw new PickleException("calls that copy more than the pickle holds");
    }

    private object? New(object? target, object?[] arguments) => target switch
    {
        PytorchClass known when PytorchCalls.IsAllowed(known) => Call(known, arguments),
        PytorchClass unknown => new PytorchObject(unknown.Name, arguments),
        _ => throw new PickleException($"an object of {PytorchCalls.Describe(target)}, which is no class"),
    };

    private static object Global(string module, string name) =>
        PytorchDtype.OfName($"{module}.{name}") is { } dtype ? dtype : new PytorchClass($"{module}.{name}");
}
