using System.Runtime.ExceptionServices;

namespace NeuralOps.Data;

/// <summary>Sequences read when first used, at most some of them kept; safe to use from several threads.</summary>
internal sealed class SequenceCache<T>(int count, Func<int, T> load, int capacity) where T : class
{
    private readonly Lock gate = new();
    private readonly T?[] items = new T?[count];
    private readonly LinkedList<int> recent = new();

    public int Count => count;

    public T this[int index]
    {
        get
        {
            if (capacity >= count && Volatile.Read(ref items[index]) is { } ready)
            {
                return ready;
            }

            lock (gate)
            {
                recent.Remove(index);
                recent.AddFirst(index);
                var item = items[index] ??= load(index);
                if (recent.Count > capacity)
                {
                    items[recent.Last!.Value] = null;
                    recent.RemoveLast();
                }

                return item;
            }
        }
    }

    /// <summary>Reads all on all cores; the first bad file's error is thrown as it is.</summary>
    public void LoadAll()
    {
        try
        {
            Parallel.For(0, count, i => items[i] = load(i));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
