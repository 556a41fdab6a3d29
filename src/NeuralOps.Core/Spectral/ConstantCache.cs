using System.Collections.Concurrent;

namespace NeuralOps.Core;

/// <summary>
/// Constants that are computed once per key. When <paramref name="most"/> are kept and another is wanted, all are
/// dropped, so that a process that sees ever new sizes does not grow; those in use live on with their users.
/// </summary>
internal sealed class ConstantCache<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<TValue>> values = new();

    /// <summary>The number of constants kept.</summary>
    public int Count => values.Count;

    /// <summary>The constant of a key.</summary>
    public TValue Of(TKey key, Func<TValue> create)
    {
        if (!values.TryGetValue(key, out var value))
        {
            if (values.Count >= most)
            {
                values.Clear();
            }

            value = values.GetOrAdd(key, _ => new Lazy<TValue>(create));
        }

        return value.Value;
    }
}
