using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>Collects the scalars of an update on the device and brings them over in one transfer.</summary>
internal sealed class Readings
{
    private readonly List<string> names = [];
    private readonly List<Tensor> scalars = [];
    private readonly Dictionary<string, double> means = [];

    /// <summary>The mean of each scalar over the batches of the last update.</summary>
    public IReadOnlyDictionary<string, double> Means => means;

    public void Clear()
    {
        foreach (var scalar in scalars)
        {
            scalar.Dispose();
        }

        names.Clear();
        scalars.Clear();
    }

    public void Add(string name, Tensor scalar)
    {
        using var bare = scalar.detach();
        names.Add(name);
        scalars.Add(bare.to(ScalarType.Float64).DetachFromDisposeScope());
    }

    /// <summary>Reads everything, with the norm of the summed gradient.</summary>
    public double Read(Tensor gradientNorm, int batches)
    {
        Add("", gradientNorm);
        using var packed = stack(scalars);
        using var host = packed.cpu();
        double[] values = host.data<double>().ToArray();
        means.Clear();
        for (int i = 0; i < values.Length - 1; i++)
        {
            means[names[i]] = means.GetValueOrDefault(names[i]) + values[i] / batches;
        }

        Clear();
        return values[^1];
    }
}
