using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// A batch of fluid windows. It is plain memory until a tensor is asked for, which makes that tensor on the calling
/// thread.
/// </summary>
/// <remarks>The tensors live on the CPU, are shared by all callers and end with <see cref="Dispose"/>.</remarks>
public sealed class FluidBatch : IDisposable
{
    private const int VelXChannel = 1;

    private readonly int width;
    private readonly int plane;
    private readonly PooledTensor x0;
    private readonly PooledTensor targets;
    private readonly PooledTensor masks;

    internal FluidBatch(int size, int horizon, int height, int width)
    {
        Size = size;
        Horizon = horizon;
        this.width = width;
        plane = height * width;
        x0 = new(size, 6, height, width);
        targets = new(size, horizon, 3, height, width);
        masks = new(size, horizon, 2, height, width);
    }

    /// <summary>B, the number of windows.</summary>
    public int Size { get; }

    /// <summary>K, the number of frames after t.</summary>
    public int Horizon { get; }

    /// <summary>Model input at t, [B, 6, H, W]: d(t), vx(t), vz(t), d(t−1), emitter(t), collider(t).</summary>
    public Tensor X0 => x0.Tensor;

    /// <summary>Frames t+1 … t+K, [B, K, 3, H, W]: d, vx, vz.</summary>
    public Tensor Targets => targets.Tensor;

    /// <summary>
    /// Masks of the K steps, [B, K, 2, H, W]: emitter, collider, at the time <see cref="MaskTime"/> says.
    /// </summary>
    public Tensor Masks => masks.Tensor;

    /// <summary>Frees the tensors and gives the memory back.</summary>
    public void Dispose()
    {
        x0.Dispose();
        targets.Dispose();
        masks.Dispose();
    }

    /// <summary>Copies one window in.</summary>
    internal void Fill(int index, FluidSequence sequence, int time, MaskTime maskTime, bool flip)
    {
        var input = x0.Span.Slice(index * 6 * plane, 6 * plane);
        sequence.Planes(time, 0, 3).CopyTo(input);
        sequence.Planes(time - 1, 0, 1).CopyTo(input[(3 * plane)..]);
        sequence.Planes(time, 3, 2).CopyTo(input[(4 * plane)..]);
        var frames = targets.Span.Slice(index * Horizon * 3 * plane, Horizon * 3 * plane);
        var steps = masks.Span.Slice(index * Horizon * 2 * plane, Horizon * 2 * plane);
        int shift = maskTime == MaskTime.StepStart ? 0 : 1;
        for (int k = 0; k < Horizon; k++)
        {
            sequence.Planes(time + k + 1, 0, 3).CopyTo(frames[(k * 3 * plane)..]);
            sequence.Planes(time + k + shift, 3, 2).CopyTo(steps[(k * 2 * plane)..]);
        }

        if (flip)
        {
            Flip(input, 6);
            Flip(frames, 3);
            Flip(steps, channels: 0);
        }
    }

    /// <summary>Mirrors along W in place; vx, channel 1 of <paramref name="channels"/>, changes its sign.</summary>
    private void Flip(Span<float> planes, int channels)
    {
        for (int row = 0; row < planes.Length; row += width)
        {
            planes.Slice(row, width).Reverse();
        }

        for (int at = VelXChannel * plane; channels > 0 && at < planes.Length; at += channels * plane)
        {
            foreach (ref float vx in planes.Slice(at, plane))
            {
                vx = -vx;
            }
        }
    }
}
