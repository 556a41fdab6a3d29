using System.Text.Json;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

/// <summary>What scipy says, from <c>fixtures/vq</c>.</summary>
internal static class AlignmentExpected
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllText(Fixtures.PathOf("vq", "expected.json"))).RootElement.GetProperty("comparisons");

    public static T Read<T>(string key) => Root.GetProperty(key).Deserialize<T>()!;

    public static double[,] Table(string key)
    {
        double[][] rows = Read<double[][]>(key);
        double[,] table = new double[rows.Length, rows[0].Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < rows[0].Length; j++)
            {
                table[i, j] = rows[i][j];
            }
        }

        return table;
    }

    public static Tensor Matrix(string key)
    {
        double[][] rows = Read<double[][]>(key);
        return tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);
    }
}
