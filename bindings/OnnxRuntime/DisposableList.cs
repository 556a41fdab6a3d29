using System.Collections.ObjectModel;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A list that disposes its elements.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyCollection<T>, IReadOnlyList<T>, IDisposable
{
}

internal sealed class DisposableList<T>(IList<T> items) : ReadOnlyCollection<T>(items), IDisposableReadOnlyCollection<T>
    where T : IDisposable
{
    public void Dispose()
    {
        foreach (var item in Items)
        {
            item.Dispose();
        }
    }
}
