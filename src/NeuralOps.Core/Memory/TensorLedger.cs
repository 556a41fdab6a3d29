using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Counts the live tensors of the process around a block of code, to find those that nobody disposed
/// of.</summary>
/// <example><code>
/// using var ledger = TensorLedger.Start();
/// Step();
/// ledger.RequireBalanced();
/// </code></example>
public sealed class TensorLedger : IDisposable
{
    private readonly long before = Tensor.TotalCount;
    private bool closed;

    private TensorLedger()
    {
    }

    /// <summary>The live tensors now, less those at the start.</summary>
    /// <remarks>Tensors that a finalizer frees in the meantime lower the number.</remarks>
    public long Difference => Tensor.TotalCount - before;

    /// <summary>Starts to count.</summary>
    public static TensorLedger Start() => new();

    /// <summary>Checks that no tensor more is alive than at the start.</summary>
    /// <exception cref="InvalidOperationException">Tensors are alive that were not at the start.</exception>
    public void RequireBalanced()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        long more = Difference;
        if (more > 0)
        {
            throw new InvalidOperationException(
                $"Expected at most {before} live tensors as at the start, found {before + more}: {more} not disposed.");
        }
    }

    /// <summary>Ends the count.</summary>
    public void Dispose() => closed = true;
}
