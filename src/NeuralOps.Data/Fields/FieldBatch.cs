using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// A batch of windows of a <see cref="FieldDataset"/>. It is plain memory until a tensor is asked for, which makes that
/// tensor on the calling thread.
/// </summary>
/// <remarks>The tensors live on the CPU, are shared by all callers and end with <see cref="Dispose"/>.</remarks>
public sealed class FieldBatch : IDisposable
{
    private readonly PooledTensor state;
    private readonly PooledTensor targets;
    private readonly PooledTensor? forcing;
    private readonly PooledTensor? masks;

    internal FieldBatch(int size, FieldOptions options, FieldSequence like)
    {
        Size = size;
        Horizon = options.Horizon;
        PooledTensor? Of(int frames, FieldArray[] arrays) => arrays.Length == 0 ? null
            : new(size, frames, arrays.Sum(a => a.Channels), arrays[0].Height, arrays[0].Width);
        state = Of(options.History, like.State)!;
        targets = Of(options.Horizon, like.State)!;
        forcing = Of(options.Horizon, like.Forcing);
        masks = Of(options.Horizon, like.Masks);
    }

    /// <summary>B, the number of windows.</summary>
    public int Size { get; }

    /// <summary>K, the number of frames after t.</summary>
    public int Horizon { get; }

    /// <summary>The state at t−L+1 … t, oldest first, [B, L, C, H, W].</summary>
    public Tensor State => state.Tensor;

    /// <summary>The state at t+1 … t+K, [B, K, C, H, W].</summary>
    public Tensor Targets => targets.Tensor;

    /// <summary>
    /// The forcing at t … t+K−1, where each step starts, [B, K, F, H, W]; null if the dataset has none.
    /// </summary>
    public Tensor? Forcing => forcing?.Tensor;

    /// <summary>The masks at t … t+K−1, [B, K, M, H, W]; null if the dataset has none.</summary>
    public Tensor? Masks => masks?.Tensor;

    /// <summary>Frees the tensors and gives the memory back.</summary>
    public void Dispose()
    {
        state.Dispose();
        targets.Dispose();
        forcing?.Dispose();
        masks?.Dispose();
    }

    /// <summary>Copies one window in.</summary>
    internal void Fill(int index, FieldSequence sequence, int time, int history)
    {
        Fill(state, index, sequence.State, time - history + 1);
        Fill(targets, index, sequence.State, time + 1);
        Fill(forcing, index, sequence.Forcing, time);
        Fill(masks, index, sequence.Masks, time);
    }

    private void Fill(PooledTensor? to, int index, FieldArray[] arrays, int first)
    {
        if (to is null)
        {
            return;
        }

        var window = to.Span.Slice(index * (to.Span.Length / Size), to.Span.Length / Size);
        int frame = arrays.Sum(a => a.Channels) * arrays[0].Height * arrays[0].Width;
        for (int k = 0; k * frame < window.Length; k++)
        {
            FieldSequence.CopyFrame(arrays, first + k, window.Slice(k * frame, frame));
        }
    }
}
