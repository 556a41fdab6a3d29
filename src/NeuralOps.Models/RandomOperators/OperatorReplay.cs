using System.Buffers.Binary;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// Makes trajectories of random operators from their parameters θ alone: weights and noise come from streams named by
/// the bytes of θ, so that no weights need to be stored.
/// </summary>
/// <remarks>
/// Weights are equal to the bit on every machine; states differ by the rounding of convolutions, and noise by that of
/// elementary functions. Step t of realisation m draws its noise from a stream of (θ, m, t), batch row by row, so that
/// neither earlier steps nor other realisations matter. The latest operators are kept.
/// </remarks>
public sealed class OperatorReplay : IDisposable
{
    private readonly Func<float[], RandomOperatorOptions> map;
    private readonly int capacity;
    private readonly OrderedDictionary<string, RandomOperator> operators = [];

    /// <summary>Builds operators as they are asked for.</summary>
    /// <param name="map">Takes θ to the layout.</param>
    /// <param name="capacity">Operators kept, at least 1; the least recently used one goes first.</param>
    public OperatorReplay(Func<float[], RandomOperatorOptions> map, int capacity = 8)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (this.map, this.capacity) = (map, capacity);
    }

    /// <summary>The number of operators built so far.</summary>
    public int Built { get; private set; }

    /// <summary>The operator of θ; it belongs to this object and ends at the latest with it.</summary>
    /// <param name="theta">θ [P].</param>
    public RandomOperator Operator(ReadOnlySpan<float> theta)
    {
        string name = Name(theta);
        if (operators.Remove(name, out var known))
        {
            operators.Add(name, known);
            return known;
        }

        var built = new RandomOperator(map(theta.ToArray()), new RandomStream(0, name));
        Built++;
        operators.Add(name, built);
        if (operators.Count > capacity)
        {
            operators.GetAt(0).Value.Dispose();
            operators.RemoveAt(0);
        }

        return built;
    }

    /// <summary>Trajectories, without gradients.</summary>
    /// <param name="theta">θ [P].</param>
    /// <param name="initial">u₀ [B, C, H, W], float32, on the grid of θ.</param>
    /// <param name="steps">T, from 1.</param>
    /// <param name="realizations">M, draws of the noise, from 1.</param>
    /// <returns>[B, T+1, C, H, W] with u₀ at index 0, or [B, M, T+1, C, H, W] for M &gt; 1.</returns>
    /// <exception cref="ArgumentException">u₀ is of another shape or dtype.</exception>
    /// <exception cref="InvalidOperationException">A state is not finite; the message names step and
    /// realisation.</exception>
    public Tensor Run(ReadOnlySpan<float> theta, Tensor initial, int steps, int realizations = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(realizations, 1);
        var network = Operator(theta);
        var options = network.Options;
        Shape.Require(
            initial, "B C H W", [Shape.Any, options.InputChannels, options.GridSize, options.GridSize]);
        if (initial.dtype != ScalarType.Float32)
        {
            throw new ArgumentException($"Expected dtype Float32, got {initial.dtype}.", nameof(initial));
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        network.to(initial.device);
        var noise = new RandomStream(0, Name(theta));
        long[] state = initial.shape;
        var result = empty([state[0], realizations, steps + 1, .. state[1..]], initial.dtype, initial.device);
        for (int m = 0; m < realizations; m++)
        {
            Fill(result.select(1, m), network, initial, noise.Split(FormattableString.Invariant($"noise/{m}")), m);
        }

        result = realizations == 1 ? result.squeeze(1) : result;
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Frees the operators.</summary>
    public void Dispose()
    {
        foreach (var network in operators.Values)
        {
            network.Dispose();
        }

        operators.Clear();
    }

    private static void Fill(Tensor to, RandomOperator network, Tensor initial, RandomStream noise, int realization)
    {
        to.select(1, 0).copy_(initial);
        for (int t = 0; t + 1 < to.size(1); t++)
        {
            using var scope = NewDisposeScope();
            var next = network.Step(to.select(1, t), t, noise.Split(FormattableString.Invariant($"{t}")));
            if (!next.isfinite().all().item<bool>())
            {
                throw new InvalidOperationException(
                    $"Expected finite states, found NaN or Inf after step {t + 1} of realisation {realization}.");
            }

            to.select(1, t + 1).copy_(next);
        }
    }

    private static string Name(ReadOnlySpan<float> theta)
    {
        byte[] bytes = new byte[theta.Length * sizeof(float)];
        for (int i = 0; i < theta.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), theta[i]);
        }

        return $"operator/{Convert.ToHexString(bytes)}";
    }
}
