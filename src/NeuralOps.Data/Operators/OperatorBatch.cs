using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>A batch of an <see cref="OperatorDataset"/>. It is plain memory until a tensor is asked for, which makes
/// that tensor on the calling thread.</summary>
/// <remarks>The tensors live on the CPU, are shared by all callers and end with <see cref="Dispose"/>.</remarks>
public sealed class OperatorBatch : IDisposable
{
    private readonly PooledTensor parameters;
    private readonly PooledTensor initial;
    private readonly PooledTensor? trajectory;

    internal OperatorBatch(int[] indices, OperatorDatasetReader reader, int steps)
    {
        Indices = indices;
        Steps = steps;
        long[] state = [reader.Channels, reader.Height, reader.Width];
        parameters = new(indices.Length, reader.ParameterCount);
        initial = new([indices.Length, .. state]);
        trajectory = steps == 0 ? null : new([indices.Length, steps + 1, .. state]);
    }

    /// <summary>The samples' places in the file, [B].</summary>
    public IReadOnlyList<int> Indices { get; }

    /// <summary>T, states after the first; 0 where the dataset reads no trajectories.</summary>
    public int Steps { get; }

    /// <summary>θ, [B, P].</summary>
    public Tensor Parameters => parameters.Tensor;

    /// <summary>u₀, [B, C, H, W].</summary>
    public Tensor Initial => initial.Tensor;

    /// <summary>The states 0 … T, [B, T+1, C, H, W].</summary>
    /// <exception cref="InvalidOperationException">The dataset reads no trajectories.</exception>
    public Tensor Trajectory => trajectory?.Tensor
        ?? throw new InvalidOperationException("Expected trajectories, but the dataset reads none (steps = 0).");

    /// <summary>Frees the tensors and gives the memory back.</summary>
    public void Dispose()
    {
        parameters.Dispose();
        initial.Dispose();
        trajectory?.Dispose();
    }

    internal void Fill(int row, OperatorDatasetReader reader)
    {
        Span<float> Part(PooledTensor? tensor)
        {
            int length = tensor is null ? 0 : tensor.Span.Length / Indices.Count;
            return tensor is null ? [] : tensor.Span.Slice(row * length, length);
        }

        reader.Fill(Indices[row], Steps, Part(parameters), Part(initial), Part(trajectory));
    }
}
