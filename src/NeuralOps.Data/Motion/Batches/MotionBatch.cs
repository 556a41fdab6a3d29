using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// A batch of motions, padded to the longest. It is plain memory until a tensor is asked for, which makes that tensor
/// on the calling thread.
/// </summary>
/// <remarks>The tensors live on the CPU, are shared by all callers and end with <see cref="Dispose"/>.</remarks>
public sealed class MotionBatch : IDisposable
{
    private readonly PooledTensor motion;
    private readonly PooledTensor physics;
    private readonly PooledTensor mask;
    private readonly long[] lengths;
    private readonly long[]? tokens;
    private readonly string[] ids;
    private readonly string[] captions;
    private Tensor? lengthTensor;
    private Tensor? tokenTensor;

    internal MotionBatch(int size, int frames, int width, bool hasTokens)
    {
        Size = size;
        Frames = frames;
        motion = new(size, frames, width);
        physics = new(size, frames, PhysicsState.Width);
        mask = new(size, frames);
        motion.Span.Clear();
        physics.Span.Clear();
        mask.Span.Clear();
        lengths = new long[size];
        tokens = hasTokens ? new long[size * WordVocabulary.TextLength] : null;
        ids = new string[size];
        captions = new string[size];
    }

    /// <summary>B, the number of motions.</summary>
    public int Size { get; }

    /// <summary>T, frames of the longest motion.</summary>
    public int Frames { get; }

    /// <summary>Normalised features, [B, T, D]; 0 behind a motion's end.</summary>
    public Tensor Motion => motion.Tensor;

    /// <summary>Physics state, [B, T, 64]; 0 behind a motion's end, and everywhere with
    /// <see cref="MotionPhysics.None"/>.</summary>
    public Tensor Physics => physics.Tensor;

    /// <summary>1 for a frame and 0 for padding, float32, [B, T].</summary>
    public Tensor Mask => mask.Tensor;

    /// <summary>Frames of each motion, int64, [B].</summary>
    public Tensor Lengths => lengthTensor ??= Made(lengths, Size);

    /// <summary>Tokens of one caption of each motion, int64, [B, 64].</summary>
    /// <exception cref="InvalidOperationException">The dataset has no vocabulary.</exception>
    public Tensor Tokens => tokenTensor ??= Made(
        tokens ?? throw new InvalidOperationException("Expected tokens, but the dataset has no vocabulary."),
        Size, WordVocabulary.TextLength);

    /// <summary>The clips' names.</summary>
    public IReadOnlyList<string> Ids => ids;

    /// <summary>The caption chosen of each clip; empty where it has none.</summary>
    public IReadOnlyList<string> Captions => captions;

    /// <summary>Frees the tensors and gives the memory back.</summary>
    public void Dispose()
    {
        motion.Dispose();
        physics.Dispose();
        mask.Dispose();
        lengthTensor?.Dispose();
        tokenTensor?.Dispose();
    }

    /// <summary>The features of one row, [T, D].</summary>
    internal Span<float> MotionOf(int row) => Row(motion, row);

    /// <summary>The physics state of one row, [T, 64].</summary>
    internal Span<float> PhysicsOf(int row) => Row(physics, row);

    /// <summary>Names one row and says how long it is.</summary>
    internal void Describe(int row, string id, int frames, string caption)
    {
        ids[row] = id;
        lengths[row] = frames;
        captions[row] = caption;
        mask.Span.Slice(row * Frames, frames).Fill(1);
    }

    /// <summary>Sets the tokens of one row.</summary>
    internal void SetTokens(int row, ReadOnlySpan<long> text) =>
        text.CopyTo(tokens.AsSpan(row * WordVocabulary.TextLength));

    private static Tensor Made(long[] values, params long[] shape) =>
        tensor(values, shape, dtype: ScalarType.Int64, device: CPU).DetachFromDisposeScope();

    private Span<float> Row(PooledTensor values, int row)
    {
        int length = values.Span.Length / Size;
        return values.Span.Slice(row * length, length);
    }
}
