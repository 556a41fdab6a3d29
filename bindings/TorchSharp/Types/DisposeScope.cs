namespace TorchSharp;

/// <summary>Disposes, at its end, every tensor made on its thread that was not moved out.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? current;

    private readonly DisposeScope? outer;
    private readonly List<torch.Tensor> tensors = [];
    private int live;
    private bool disposed;

    internal DisposeScope()
    {
        outer = current;
        current = this;
    }

    internal static DisposeScope? Current => current;

    public int DisposablesCount => live;

    public IReadOnlyList<IDisposable> DisposablesView => [.. tensors.Where(tensor => tensor.OwningScope == this)];

    public bool Contains(IDisposable disposable) => Tensor(disposable).OwningScope == this;

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Tensor(disposable).LeaveScope();
        return disposable;
    }

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable => MoveToOther(outer, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        torch.Tensor tensor = Tensor(disposable);
        if (scope is null)
        {
            tensor.LeaveScope();
        }
        else
        {
            scope.Adopt(tensor);
        }
        return disposable;
    }

    /// <summary>Disposes what the scope owns now, except <paramref name="keep"/>.</summary>
    public void DisposeEverythingBut(params IDisposable[] keep)
    {
        var kept = new HashSet<IDisposable>(keep, ReferenceEqualityComparer.Instance);
        foreach (torch.Tensor tensor in tensors.ToArray())
        {
            if (tensor.OwningScope == this && !kept.Contains(tensor))
            {
                tensor.Dispose();
            }
        }
        Compact();
    }

    public void Dispose()
    {
        if (disposed)
        {
            return;
        }
        disposed = true;
        for (int i = tensors.Count - 1; i >= 0; i--)
        {
            if (tensors[i].OwningScope == this)
            {
                tensors[i].Dispose();
            }
        }
        tensors.Clear();
        Leave();
    }

    internal void Adopt(torch.Tensor tensor)
    {
        if (tensor.OwningScope == this)
        {
            return;
        }
        tensor.LeaveScope();
        tensor.OwningScope = this;
        if (tensors.Count >= 64 && tensors.Count > 2 * live)
        {
            Compact();
        }
        tensors.Add(tensor);
        live++;
    }

    internal void Forget() => live--;

    private static torch.Tensor Tensor(IDisposable disposable) => disposable as torch.Tensor
        ?? throw new InvalidOperationException($"A DisposeScope holds tensors, got {disposable.GetType()}.");

    // A tensor that came back after leaving would be listed twice; both entries are fine, the first disposal wins.
    private void Compact() => tensors.RemoveAll(tensor => tensor.OwningScope != this);

    // Scopes close in order; one closed out of order takes those opened after it along.
    private void Leave()
    {
        for (DisposeScope? scope = current; scope is not null; scope = scope.outer)
        {
            if (scope == this)
            {
                current = outer;
                return;
            }
        }
    }
}

public static partial class torch
{
    public static DisposeScope? CurrentDisposeScope => DisposeScope.Current;

    public static DisposeScope NewDisposeScope() => new();
}
