using System.Runtime.InteropServices;
using NeuralOps.Data;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

/// <summary>Input, weights and output of a published operator.</summary>
internal sealed class PublishedOperator : IDisposable
{
    private const string Weight = "w.";

    private readonly NpzArchive arrays;

    private PublishedOperator(string path) => arrays = NpzArchive.Open(path);

    public static PublishedOperator Open(string name) => new(Fixtures.PathOf("fno", $"{name}.npz"));

    public Tensor Input => Read("data_in");

    public Tensor Output => Read("data_out");

    public void Dispose() => arrays.Dispose();

    /// <summary>Fills every entry of the state dictionary; complex weights become two real ones.</summary>
    public void CopyInto(nn.Module module)
    {
        using var quiet = no_grad();
        var entries = module.state_dict();
        foreach (var name in arrays.Names.Where(name => name.StartsWith(Weight, StringComparison.Ordinal)))
        {
            var (key, value) = (name[Weight.Length..], Read(name));
            if (value.dtype != ScalarType.ComplexFloat32)
            {
                Take(key, value);
                continue;
            }

            float[] pairs = MemoryMarshal.Cast<byte, float>(value.bytes).ToArray();
            Take($"{key}_real", tensor(pairs.Where((_, i) => i % 2 == 0).ToArray()).reshape(value.shape));
            Take($"{key}_imag", tensor(pairs.Where((_, i) => i % 2 == 1).ToArray()).reshape(value.shape));
        }

        Assert.Empty(entries.Keys);

        void Take(string key, Tensor value)
        {
            Assert.Equal(entries[key].shape, value.shape);
            entries[key].copy_(value);
            entries.Remove(key);
        }
    }

    private Tensor Read(string name) => arrays.Read(name).ToTensor();
}
