using System.Text.Json;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

/// <summary>What scipy and PyTorch say, from <c>fixtures/vq</c>.</summary>
internal static class VqExpected
{
    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllText(Fixtures.PathOf("vq", "expected.json"))).RootElement;

    public static JsonElement Clustering => Root.GetProperty("clustering");

    public static JsonElement Checkpoint => Root.GetProperty("checkpoint");

    public static T Read<T>(this JsonElement element, string key) => element.GetProperty(key).Deserialize<T>()!;

    public static Tensor Matrix(this JsonElement element, string key, ScalarType dtype = ScalarType.Float32)
    {
        double[][] rows = element.Read<double[][]>(key);
        return tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length], dtype);
    }
}
