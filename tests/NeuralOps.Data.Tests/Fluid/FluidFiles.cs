using NeuralOps.Core;

namespace NeuralOps.Data.Tests;

/// <summary>Small sequences whose every cell tells its field, frame, row and column.</summary>
internal static class FluidFiles
{
    private static readonly string[] Keys = ["density", "velx", "velz", "emitter", "collider"];

    /// <summary>field·1000 + frame + row/10 + column/1000, rounded to float32.</summary>
    public static float Cell(int field, int frame, int row, int column) =>
        (field * 1000) + frame + (row / 10f) + (column / 1000f);

    public static Dictionary<string, NpyArray> Arrays(int frames = 9, int height = 3, int width = 5)
    {
        float[] Values(int field) => [.. from t in Enumerable.Range(0, frames)
                                         from y in Enumerable.Range(0, height)
                                         from x in Enumerable.Range(0, width)
                                         select Cell(field, t, y, x)];
        return Keys.Select((key, field) => (key, array: NpyArray.Create(Values(field), frames, height, width)))
            .ToDictionary(p => p.key, p => p.array);
    }

    public static string Write(TemporaryFolder folder, string name, int frames = 9, int height = 3, int width = 5)
    {
        NpzFile.Write(folder[name], Arrays(frames, height, width), compress: true);
        return folder[name];
    }

    public static FluidSequence Random(string name, int frames = 6, int height = 4, int width = 7)
    {
        var draws = new RandomStream(3, name);
        float[] Values() => [.. Enumerable.Range(0, frames * height * width).Select(_ => (float)draws.NextNormal())];
        return FluidSequence.FromArrays(
            name, Keys.ToDictionary(key => key, _ => NpyArray.Create(Values(), frames, height, width)));
    }
}
